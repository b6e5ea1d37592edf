"""Was it heard? The page of the sums, and the same as CSV."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rembuk.design.context import wear
from rembuk.messaging.states import Hearing
from rembuk.shared.cells import neutral
from rembuk.site.listened import listened_in
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.rules import may


@require_safe
def listened(request: HttpRequest, slug: str) -> HttpResponse:
    """Show whether those who were given an answer felt heard, by subject and channel."""
    space = space_by_slug(slug)
    wear(request, space)
    shown = {"found": listened_in(space), "team": may(request.user, space, "board.see")}
    return render(request, "site/listened.html", shown)


@require_safe
def listened_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the sums as CSV; an empty cell is a number that is hidden."""
    space = space_by_slug(slug)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="didengar-{space.slug}.csv"'
    rows = csv.writer(answer)
    rows.writerow(["by", "key", "label", "answers", *Hearing.values])
    for name, table in listened_in(space).tables():
        for row in table:
            numbers = [n for _value, _words, n, _share in row.cells]
            cells = ["" if n is None else n for n in (row.count, *numbers)]
            rows.writerow([name, neutral(row.key), neutral(row.label), *cells])
    return answer
