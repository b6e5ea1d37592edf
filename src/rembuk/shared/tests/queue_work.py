"""Background tasks that the queue's tests hand out."""

from __future__ import annotations

from django_tasks import task

from rembuk.shared.models import OutboxRow

ran: list[str] = []


@task
def remember(word: str) -> str:
    """Remember WORD and return it."""
    ran.append(word)
    return word


@task
def fail(word: str) -> None:
    """Fail, with something in the error that must not be kept."""
    ran.append(word)
    raise ValueError(f"rahasia {word}")


@task(takes_context=True)
def tell_tries(context: object, word: str) -> int:
    """Return how many tries this is."""
    ran.append(word)
    return len(context.task_result.worker_ids)


def count_open() -> int:
    """Return how many outbox rows are open."""
    return OutboxRow.objects.filter(done_at=None, given_up=False).count()
