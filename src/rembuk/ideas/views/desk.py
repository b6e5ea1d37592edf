"""What the pages of the desk share: who enters, which cluster and queue are meant, where it goes on."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from rembuk.design.context import wear
from rembuk.ideas.models import Hold
from rembuk.ideas.queries import board as desk
from rembuk.ideas.queries.board import Queue
from rembuk.people.models import Person
from rembuk.shared.actors import Actor
from rembuk.spaces.models import Space
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.rules import acting
from rembuk.voices.models import Cluster


def enter(request: HttpRequest, slug: str, what: str) -> tuple[Space, Actor]:
    """Return the space SLUG and the reader acting in it, who may do WHAT there, or refuse."""
    space = space_by_slug(slug)
    wear(request, space)
    return space, acting(request.user, space, what)


def held_by_other(cluster: Cluster, person: Person, now: datetime) -> Hold | None:
    """Return the hold on CLUSTER if it is somebody else's than PERSON's."""
    hold = desk.held_now(cluster, now)
    return hold if hold is not None and hold.person_id != person.pk else None


def number_of(key: str | None) -> int | None:
    """Return KEY as the number of a row, or None where it is none."""
    return int(key) if key and key.isascii() and key.isdigit() and len(key) <= 18 else None


def cluster_of(space: Space, key: str | None) -> Cluster | None:
    """Return the cluster KEY of SPACE, or None."""
    number = number_of(key)
    return Cluster.objects.filter(space=space, pk=number).first() if number is not None else None


def carried(request: HttpRequest) -> Queue:
    """Return the queue that a form or a link carries along."""
    sent = request.POST if request.method == "POST" else request.GET
    return desk.queue_of(dict(parse_qsl(sent.get("antrean", "")[:400])))


def lead_to(space: Space, queue: Queue, cluster: Cluster | None) -> HttpResponse:
    """Lead to CLUSTER on the board, or to whatever comes first in QUEUE."""
    asked = f"rumpun={cluster.pk}" if cluster is not None else ""
    query = "&".join(part for part in (queue.query, asked) if part)
    return redirect(f"/r/{space.slug}/papan/" + (f"?{query}" if query else ""))
