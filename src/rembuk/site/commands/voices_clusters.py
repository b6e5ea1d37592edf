"""`rembuk voices clusters`: every voice of a space exactly once, in its cluster."""

from __future__ import annotations

import argparse

from rembuk.site.commands.answers import emit
from rembuk.site.commands.office import begin, space_named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--space", required=True, metavar="SLUG")


def run(args: argparse.Namespace) -> int:
    """List the clusters; a voice not sorted yet stands alone."""
    begin(args.lang)
    space = space_named(args.space)
    from rembuk.voices.models import Voice

    rows = Voice.objects.filter(space=space).order_by("pk")
    clusters: dict[str, list[dict[str, str]]] = {}
    reasons: dict[str, set[str]] = {}
    fields = rows.values_list("pk", "cluster_id", "channel", "native_id", "set_aside")
    for pk, cluster, channel, native_id, aside in fields.iterator(10_000):
        key = str(cluster) if cluster else f"voice-{pk}"
        clusters.setdefault(key, []).append({"channel": channel, "native_id": native_id})
        reasons.setdefault(key, set()).add(aside)
    listed = [
        {"id": key, "members": members, "set_aside": _whole(reasons[key])}
        for key, members in clusters.items()
    ]
    if args.json:
        emit({"clusters": listed})
        return 0
    for cluster in listed:
        print(f"{cluster['id']}: {len(cluster['members'])} suara")  # type: ignore[arg-type]
    return 0


def _whole(reasons: set[str]) -> str | None:
    """Return why a cluster is set aside, when all of it is."""
    return None if "" in reasons else sorted(reasons)[0]
