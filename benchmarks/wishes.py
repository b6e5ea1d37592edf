"""A few hundred wishes in many wordings, made of our own words, for benchmarks that need many posts."""

from __future__ import annotations

import random

WISHES = (
    "Tolong perbaiki {thing} di {place}, sudah {time} rusak",
    "Kapan {thing} di {place} dibetulkan? Sudah {time} begini terus",
    "{thing} di {place} parah sekali, mohon segera ditangani",
    "Terima kasih, {thing} di {place} sekarang bagus",
    "Usul: tambah {thing} di {place} supaya warga terbantu",
    "PROMO {place} slot gacor maxwin deposit sekarang klik link bonus {time}",
)
THINGS = (
    "lampu jalan", "jembatan gantung", "trotoar", "saluran air", "puskesmas", "sekolah dasar",
    "angkutan umum", "pasar desa", "taman bermain", "posyandu", "sinyal internet", "irigasi sawah",
)  # fmt: skip
PLACES = (
    "gang melati", "desa kami", "depan pasar", "dekat sungai", "kampung baru", "jalan raya",
)  # fmt: skip
TIMES = ["seminggu", "sebulan", "tiga bulan", "setahun", "dua tahun", "lama"]
TAILS = (
    "ya", "pak", "bu", "min", "tolong dong", "kasihan anak sekolah", "kasihan lansia", "jadi licin",
)  # fmt: skip


def wish(draw: random.Random) -> str:
    """Return one wording of one wish."""
    text = draw.choice(WISHES).format(
        thing=draw.choice(THINGS), place=draw.choice(PLACES), time=draw.choice(TIMES)
    )
    return f"{text} {draw.choice(TAILS)} {draw.choice(TAILS)}"
