"""Who has a cluster open on the board: ten minutes each, at most one person, taken over only openly."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from rembuk.design.words import jam
from rembuk.ideas.models import Hold
from rembuk.ideas.wording import STALE
from rembuk.people.models import Person
from rembuk.shared import bulk
from rembuk.shared.actors import Actor
from rembuk.shared.refusals import Conflicting
from rembuk.spaces.models import Space
from rembuk.voices.models import Cluster, Voice
from rembuk.voices.states import ClusterState

HOLD = timedelta(minutes=10)
# A hold seen with less left than this is drawn out when its holder looks again.
RENEW = timedelta(minutes=7)


@transaction.atomic
def open_cluster(*, space: Space, cluster: Cluster, by: Actor, at: datetime) -> bool:
    """Hold CLUSTER for BY for ten minutes unless somebody else does; tell whether BY holds it now.

    What BY had open before on the board of SPACE is let go. One statement decides, so that of two who open it
    in the same moment one has it.
    """
    if by.person_id is None:
        return False
    Hold.objects.filter(person_id=by.person_id, cluster__space=space).exclude(cluster=cluster).delete()
    moment = bulk.moment(at)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ideas_hold (cluster_id, person_id, at, until) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (cluster_id) DO UPDATE SET person_id = excluded.person_id, at = excluded.at, "
            "until = excluded.until, taken_from_id = CASE WHEN ideas_hold.person_id = excluded.person_id "
            "THEN ideas_hold.taken_from_id END "
            "WHERE ideas_hold.until <= excluded.at OR ideas_hold.person_id = excluded.person_id",
            [cluster.pk, by.person_id, moment, bulk.moment(at + HOLD)],
        )
        return bool(cursor.rowcount == 1)


@transaction.atomic
def take_over(*, space: Space, cluster: Cluster, by: Actor, at: datetime) -> None:
    """Hold CLUSTER for BY although somebody else does; who it was stays readable beside it."""
    if cluster.state != ClusterState.OPEN or by.person_id is None:
        raise Conflicting(STALE)
    before = Hold.objects.select_for_update().filter(cluster=cluster, until__gt=at).first()
    other = before.person_id if before is not None and before.person_id != by.person_id else None
    Hold.objects.filter(person_id=by.person_id, cluster__space=space).exclude(cluster=cluster).delete()
    Hold.objects.update_or_create(
        cluster=cluster,
        defaults={"person_id": by.person_id, "at": at, "until": at + HOLD, "taken_from_id": other},
    )


def refuse_if_held(voices: Iterable[Voice], *, by: Actor, at: datetime, more: Iterable[int] = ()) -> None:
    """Refuse when somebody else has a cluster of VOICES, or one of MORE by key, open at this moment.

    The clusters are those the voices are in now, whatever the caller last read.
    """
    keys = [voice.pk for voice in voices]
    clusters = {*more}
    for start in range(0, len(keys), 5_000):
        rows = Voice.objects.filter(pk__in=keys[start : start + 5_000]).order_by().distinct()
        clusters.update(key for key in rows.values_list("cluster_id", flat=True) if key)
    held = Hold.objects.filter(cluster__in=clusters, until__gt=at).exclude(person_id=by.person_id or 0)
    row = held.select_related("person", "cluster__space").first()
    if row is not None:
        raise Conflicting(held_by(row))


def held_by(hold: Hold) -> str:
    """Return the sentence that says who has a cluster open."""
    return _(
        "%(who)s sedang membuka rumpun “%(title)s” sampai pukul %(time)s. Tunggu, pilih rumpun lain, atau "
        "ambil alih secara terbuka di papan."
    ) % {
        "who": name_of(hold.person),
        "title": str(hold.cluster)[:60],
        "time": jam(hold.until, hold.cluster.space.zone),
    }


def name_of(person: Person) -> str:
    """Return how a colleague is called among staff."""
    return person.name or person.email
