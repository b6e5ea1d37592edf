"""The receipt: opened by its code, it is the key to correct, close, withdraw and erase."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.design.context import wear
from rembuk.ledger.queries.record import openings_of
from rembuk.rights.queries import consents, looks_at
from rembuk.rights.views.own import data_file
from rembuk.rights.wording import LOOKS
from rembuk.shared import panels
from rembuk.shared.actors import CITIZEN
from rembuk.shared.fields import takes
from rembuk.shared.policy import plays_sound
from rembuk.shared.ratelimit import count, network_of
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, NotThere, Refused
from rembuk.shared.spoken import code_for
from rembuk.spaces.wording import ROLE_LABELS
from rembuk.voices import actions
from rembuk.voices.forms import CodeForm, TextForm
from rembuk.voices.models import Voice, VoiceContact
from rembuk.voices.queries import by_receipt
from rembuk.voices.queries.attachments import attachments_of
from rembuk.voices.queries.receipt import arrival_of, held, sorted_by, trace_of
from rembuk.voices.queries.replies import silenced
from rembuk.voices.rules import claimable
from rembuk.voices.states import PRIVACY, SetAside, Visibility

WAITING = gettext_lazy("Suara Anda masih menunggu segel. Segel dibuat dalam satu menit; coba lagi nanti.")
MOST_TRIES, TRIES_PER = 20, timedelta(minutes=10)


@never_cache
@require_http_methods(["GET", "POST"])
@takes(CodeForm)
def open_receipt(request: HttpRequest) -> HttpResponse:
    """Ask for the code and open the receipt it belongs to."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                count("voices.receipt", network_of(request), most=MOST_TRIES, per=TRIES_PER)
                voice = by_receipt(form.cleaned_data["kode"])
            except Refused as refused:
                form.add_error("kode", refused.sentence)
                status = 400 if isinstance(refused, NotThere) else refused.status
            else:
                request.session["receipt"] = {"voice": voice.pk, "key": ""}
                return redirect("receipt")
    return render(request, "voices/open_receipt.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@plays_sound
@takes(TextForm, "langkah", "visibility")
def receipt(request: HttpRequest) -> HttpResponse:
    """Show the receipt that this session opened, and do what its holder asks."""
    opened = request.session.get("receipt")
    voice = _voice(opened)
    if opened is None or voice is None:
        return redirect("receipt-open")
    wear(request, voice.space)
    form = TextForm({"text": request.POST.get("text", "")} if "text" in request.POST else None)
    status = 200
    if request.method == "POST":
        what = request.POST.get("langkah", "")
        if what == "tutup-tanda-terima":
            del request.session["receipt"]
            return redirect("receipt-open")
        if what == "betulkan" and not form.is_valid():
            status = 400
        else:
            _act(request, voice, form, what)
            return redirect("receipt")
    return _show(request, voice, opened.get("key", ""), form, status)


@never_cache
@require_safe
def proof(request: HttpRequest) -> HttpResponse:
    """Answer the proof that the voice of the opened receipt arrived, as a file to keep."""
    voice = _voice(request.session.get("receipt"))
    if voice is None:
        return redirect("receipt-open")
    found = arrival_of(voice)
    if found is None:
        raise Conflicting(
            _("Suara Anda masih menunggu segel. Segel dibuat dalam satu menit; coba lagi nanti.")
        )
    answer = HttpResponse(found.text, content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="bukti-suara.json"'
    return answer


@never_cache
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Give all that is held about the voice of the opened receipt as one file."""
    voice = _voice(request.session.get("receipt"))
    return data_file(request, ref(voice)) if voice else redirect("receipt-open")


def _voice(opened: dict[str, Any] | None) -> Voice | None:
    if not opened:
        return None
    return Voice.objects.select_related("space", "place").filter(pk=opened["voice"]).first()


def _act(request: HttpRequest, voice: Voice, form: TextForm, what: str) -> None:
    now = timezone.now()

    def correct() -> str:
        actions.correct_by_receipt(voice=voice, text=form.cleaned_data["text"], at=now)
        return _("Sudah dibetulkan. Yang lama tersimpan sebagai versi sebelumnya.")

    def close() -> str:
        wanted = request.POST.get("visibility", "")
        actions.make_more_private(voice=voice, visibility=wanted, by=CITIZEN, at=now)
        return _("Sudah dibuat lebih tertutup.")

    def stop() -> str:
        actions.stop_telling(voice=voice, at=now)
        return _("Kami tidak akan mengabari Anda lagi lewat surel tentang suara ini.")

    def withdraw() -> str:
        actions.withdraw_by_receipt(voice=voice, at=now)
        return _("Suara Anda sudah ditarik. Tidak ditampilkan dan tidak dihitung lagi.")

    def erase() -> str:
        actions.erase_by_receipt(voice=voice, at=now)
        return _("Suara ditarik, dan isinya sedang dihapus. Biasanya selesai dalam satu menit.")

    moves: dict[str, Callable[[], str]] = {
        "betulkan": correct, "tertutup": close, "berhenti": stop, "tarik": withdraw, "hapus": erase,
    }  # fmt: skip
    if what not in moves:
        raise Refused(_("Langkah itu tidak dikenal. Muat ulang halamannya."))
    messages.success(request, moves[what]())


def _show(request: HttpRequest, voice: Voice, key: str, form: TextForm, status: int) -> HttpResponse:
    contact = VoiceContact.objects.filter(voice=voice).first()
    closer = [
        (value, label)
        for value, label in Visibility.choices
        if PRIVACY[Visibility(value)] > PRIVACY[Visibility(voice.visibility)]
    ]
    shown = {
        "voice": voice,
        "code": code_for(key) if key else "",
        "form": form if form.is_bound else TextForm(initial={"text": voice.text}),
        "closer": closer,
        "told": bool(contact and consents(ref(contact)).get("progress")),
        "answered_there": claimable(voice) and not silenced([voice]),
        "trace": trace_of(voice, timezone.now(), own=True),
        "aside": dict(SetAside.choices).get(voice.set_aside, ""),
        "held": held(ref(voice)),
        "attachments": attachments_of(voice),
        "looks": [
            (look, LOOKS.get(look.what, look.what), ROLE_LABELS.get(look.role, look.role))
            for look in looks_at(ref(voice))
        ],
        "openings": openings_of(ref(voice)),
        "sorted_by": sorted_by(voice),
        "panels": panels.render("voices.receipt", request, voice),
        "record_url": settings.PUBLIC_URL + "/catatan/",
        "public_url": settings.PUBLIC_URL + voice.get_absolute_url(),
    }
    return render(request, "voices/receipt.html", shown, status=status)
