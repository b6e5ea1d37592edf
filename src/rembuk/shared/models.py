"""The outbox and the due list: what must not be lost, and what comes round again."""

from __future__ import annotations

from django.db import models


class OutboxRow(models.Model):
    """Keep one thing to be done after the transaction that wrote it, until it is done."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120, unique=True)
    payload = models.JSONField(default=dict)
    written_at = models.DateTimeField()
    run_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    given_up = models.BooleanField(default=False)
    # The name of the last error, never its text: that may hold an address or a name.
    trouble = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["run_after", "id"],
                name="outbox_open",
                condition=models.Q(done_at=None, given_up=False),
            )
        ]


class DueTask(models.Model):
    """Remember when a recurring task is due next; one worker claims it by a conditional update."""

    name = models.CharField(max_length=60, primary_key=True)
    next_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=120, blank=True)


class TaskLease(models.Model):
    """Say until when a worker holds a background task; after that another one takes it up."""

    task_id = models.UUIDField(primary_key=True)
    leased_until = models.DateTimeField()
