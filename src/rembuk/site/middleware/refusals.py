"""Turn a named refusal into a page that says it, and give back what was typed."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from rembuk.shared.refusals import NotAllowed, Refused

# What forms carry beside what a person typed: keys, what they are about, and what was chosen from a list.
OURS = {
    "csrfmiddlewaretoken", "langkah", "form_key", "seen", "nomor", "next", "kunci", "pintu", "tanda",
    "tentang", "bagian", "apa", "kembali", "antrean", "rumpun", "suara", "visibility", "band", "purposes",
    "as_it_stands",
}  # fmt: skip
SECRET = ("password", "code", "kode")
MOST_FIELDS, SHORTEST = 30, 3


class Refusals:
    """Answer Refused with its sentence and its status; a form that can do better catches it first.

    A form sent after one's access ended (the session is gone, or the role is) is refused with one sentence,
    and what was typed stands on the page to be copied.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if request.method != "POST" or not _session_ended(request) or not _turned_away(answer):
            return answer
        kept = typed(request)
        if not kept:
            return answer
        sentence = _("Akses Anda di ruang ini sudah berakhir, jadi kiriman ini tidak disimpan.")
        shown = {"sentence": sentence, "status": 403, "typed": kept}
        return render(request, "site/refused.html", shown, status=403)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer ERROR when it is a refusal."""
        if not isinstance(error, Refused):
            return None
        answer = {"sentence": error.sentence, "status": error.status}
        if request.method == "POST" and isinstance(error, NotAllowed):
            answer["typed"] = typed(request)
        return render(request, "site/refused.html", answer, status=error.status)


def typed(request: HttpRequest) -> list[str]:
    """Return what a person wrote into the form that was sent: words, neither keys nor secrets."""
    found = []
    for name, value in request.POST.items():
        last = name.rpartition("-")[2]
        text = str(value).strip()
        if last in OURS or any(word in last for word in SECRET) or len(text) < SHORTEST or text.isdigit():
            continue
        found.append(text)
    return found[:MOST_FIELDS]


def _session_ended(request: HttpRequest) -> bool:
    """Tell whether the browser brought a session that is no more; that of a mere visitor lives on."""
    brought = settings.SESSION_COOKIE_NAME in request.COOKIES
    return brought and not request.user.is_authenticated and request.session.session_key is None


def _turned_away(answer: HttpResponse) -> bool:
    to_sign_in = answer.status_code in (301, 302, 303) and answer["Location"].startswith(
        reverse("account_login") + "?"
    )
    return to_sign_in or answer.status_code == 403
