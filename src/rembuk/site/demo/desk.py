"""What the desk of the sample space does beside its stories: sets aside, hands on, sends replies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rembuk.ideas.models import Idea
from rembuk.programmes import actions as programme_actions
from rembuk.programmes.models import Programme
from rembuk.programmes.states import Answer, LaporKind, Way
from rembuk.shared.actors import Actor
from rembuk.site.demo.layout import samples
from rembuk.spaces.models import Space
from rembuk.voices import actions as voice_actions
from rembuk.voices.actions.replies import mark_reply_sent
from rembuk.voices.models import Reply, Voice
from rembuk.voices.states import ReplyState, SetAside

# Chat and quarrels that the machine left on the board, and why a person takes them off.
ASIDE = {
    "obrolan": (SetAside.ELSEWHERE, "Obrolan di antara warga, tanpa permintaan kepada ruang ini."),
    "ribut": (SetAside.ABUSIVE, "Hinaan tanpa isi lain."),
}
# Replies younger than this wait for their turn.
FRESH = timedelta(days=5)
LEFT_OUT = [
    (
        "Parkir berbayar di Pasar Sleman",
        "Dua penelaah menolaknya: pedagang kecil menanggung biaya paling besar. Masuk lagi bila ada tarif "
        "nol untuk mereka.",
    ),
    (
        "Angkut sampah TPS Hargobinangun setiap hari",
        "Truknya milik kabupaten dan sudah penuh. Permintaannya diteruskan ke dinas.",
    ),
]


def set_aside_the_rest(space: Space, by: Actor, at: datetime) -> None:
    """Set aside what is no voice and was left on the board."""
    for wish, (reason, because) in ASIDE.items():
        texts = [sample.text for sample in samples() if sample.wish == wish]
        rows = list(Voice.objects.filter(space=space, text__in=texts, set_aside="", behind=None))
        if rows:
            voice_actions.set_aside(voices=rows, reason=reason, because=because, by=by, at=at)


def say_what_was_left_out(space: Space, by: Actor, at: datetime) -> None:
    """Publish a version of the programme that says what is not in it and why."""
    programme = Programme.objects.get(space=space)
    version = programme_actions.save_draft(
        programme=programme, title=programme.title, summary=programme.summary, body=programme.body,
        left_out=LEFT_OUT, note="Menambah apa yang tidak masuk, dan mengapa.", by=by, at=at,
    )  # fmt: skip
    programme_actions.publish_version(programme=programme, number=version.number, by=by, at=at)


@dataclass(frozen=True)
class Handed:
    """Hold one referral: of the idea whose title BEGINS so, to whom, what was asked and what came back.

    `sent`, `expected` and `answered` are days ago; below zero is to come.
    """

    begins: str
    level: str
    holder: str
    number: str
    text: str
    sent: int
    way: Way = Way.LETTER
    expected: int | None = None
    answered: int | None = None
    outcome: str = ""
    answer: str = ""


# Holders are named by their office with a mark: what they say here nobody said.
HANDED = (
    Handed(
        "Pupuk", "nation", "Kementerian yang mengatur pupuk (contoh)", "CONTOH-0001",
        "Delapan warga Margoluwih menyampaikan pupuk bersubsidi terlambat, kurang, dan dijual di atas harga "
        "resmi. Mohon jadwal penyaluran dan pengawasan kios sebelum masa tanam berikutnya.",
        sent=52, way=Way.LAPOR, answered=43, outcome=Answer.PARTLY,
        answer="Kios sudah diperiksa dan jadwalnya ditempel. Jatah tahun ini belum ditambah.",
    ),
    Handed(
        "Angkut", "regency", "Dinas lingkungan hidup kabupaten (contoh)", "012/RC/X",
        "TPS Hargobinangun meluber sesudah hari libur. Mohon truk ditambah pada akhir pekan panjang.",
        sent=26, expected=8, answered=11, outcome=Answer.AGREED,
        answer="Satu angkutan tambahan berjalan setiap Senin sesudah libur panjang.",
    ),
    Handed(
        "Palang", "nation", "Kantor perkeretaapian (contoh)", "015/RC/XI",
        "Perlintasan Tirtoadi tidak berpalang dan warga berjaga bergiliran. Mohon palang pintu resmi; ruang "
        "ini menyiapkan pos jaga sementara.",
        sent=7, expected=-14,
    ),
)  # fmt: skip


def hand_on(space: Space, by: Actor, now: datetime) -> None:
    """Hand ideas on to who holds the matter: two were answered, one is awaited."""
    for one in HANDED:
        idea = Idea.objects.filter(space=space, title__startswith=one.begins).first()
        if idea is not None:
            _hand_on(idea, one, by, now)


def _hand_on(idea: Idea, one: Handed, by: Actor, now: datetime) -> None:
    at = now - timedelta(days=one.sent)
    row = programme_actions.prepare_referral(
        idea=idea, level=one.level, holder=one.holder, way=one.way,
        kind=LaporKind.ASPIRATION if one.way == Way.LAPOR else "", title=idea.title, text=one.text,
        attachments="Daftar suara warga, tanpa nama.", by=by, at=at,
    )  # fmt: skip
    expected = _day(idea, now - timedelta(days=one.expected)) if one.expected is not None else None
    programme_actions.send_referral(
        referral=row, number=one.number, sent_on=_day(idea, at), expected_on=expected, by=by, at=at
    )
    if one.answered is not None:
        at = now - timedelta(days=one.answered)
        programme_actions.answer_referral(
            referral=row, answered_on=_day(idea, at), outcome=one.outcome, answer=one.answer, by=by, at=at
        )


def _day(idea: Idea, at: datetime) -> date:
    return at.astimezone(ZoneInfo(idea.space.zone)).date()


def send_replies(space: Space, by: Actor, now: datetime) -> None:
    """Mark the replies as sent a day after each was written, but for those of the last days."""
    rows = Reply.objects.filter(space=space, state=ReplyState.WAITING, made_at__lt=now - FRESH)
    for number, row in enumerate(rows.select_related("voice").order_by("made_at", "pk")):
        at = row.made_at + timedelta(hours=20, minutes=4 * (number % 60))
        mark_reply_sent(reply=row, by=by, at=at)
