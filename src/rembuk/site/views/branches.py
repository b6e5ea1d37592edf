"""The roll-up of a space: what waits past its promise in each of its branches."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rembuk.design.bars import Bar
from rembuk.design.context import wear
from rembuk.shared.cells import neutral
from rembuk.site.branches import MEASURES, Behind, roll_up_lately
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.rules import may


@require_safe
def roll_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the branches of a space with their answers overdue, as a picture and as a table."""
    space = space_by_slug(slug)
    wear(request, space)
    found = roll_up_lately(space, timezone.now())
    kinds = [_("suara menunggu"), _("putusan telaah"), _("tonggak"), _("pelimpahan")]
    shown = {
        "found": found,
        "bars": [Bar(row.name, f"/r/{row.slug}/", row.counts) for row in found.branches],
        "kinds": kinds,
        "rows": [(row, _cells(row)) for row in (*found.branches, found.own)],
        "founds": may(request.user, space, "branch.found"),
    }
    return render(request, "site/branches.html", shown)


def _cells(row: Behind) -> list[tuple[int, str]]:
    """Return each number of ROW with the page that shows what it counts."""
    pages = ("suara/#menunggu", "jam-telaah/", "program/", "program/")
    return [(count, f"/r/{row.slug}/{page}") for count, page in zip(row.counts, pages, strict=True)]


@require_safe
def roll_up_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the figures of the roll-up as CSV."""
    space = space_by_slug(slug)
    found = roll_up_lately(space, timezone.now())
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="cabang-{space.slug}.csv"'
    rows = csv.writer(answer)
    rows.writerow(["space", "name", "branches_under", *(f"{measure}_overdue" for measure in MEASURES)])
    for row in (*found.branches, found.own):
        rows.writerow([row.slug, neutral(row.name), row.under, *row.counts])
    return answer
