"""What review chooses from: outcomes, levels of authority, why a seat was given up; the first rubric."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """Name what a reviewer recommends and what a verdict says."""

    ACCEPT = "accept", _("Diterima")
    REFUSE = "refuse", _("Tidak diterima")


class Authority(models.TextChoices):
    """Name the level of government whose authority a thing is."""

    UNCLEAR = "unclear", _("Belum jelas siapa")
    OURS = "ours", _("Ruang ini sendiri")
    VILLAGE = "village", _("Desa atau kelurahan")
    REGENCY = "regency", _("Kabupaten atau kota")
    PROVINCE = "province", _("Provinsi")
    NATION = "nation", _("Pemerintah pusat")
    PRIVATE = "private", _("Bukan pemerintah")


class Left(models.TextChoices):
    """Name why a reviewer gave up a seat."""

    DECLARED = "declared", _("menyatakan benturan kepentingan")
    FOUND = "found", _("ditemukan benturan kepentingan")
    ROLE = "role", _("tidak lagi memegang peran penelaah")


# The rubric of a space that has set none of its own: key, name, guiding question.
STANDARD = {
    "need": (_("Kebutuhan"), _("Seberapa banyak orang membutuhkannya, dan seberapa mendesak?")),
    "benefit": (_("Manfaat"), _("Bila dikerjakan, apa yang membaik, dan untuk siapa?")),
    "feasibility": (
        _("Dapat dikerjakan"),
        _("Dapatkah ruang ini mengerjakannya dengan wewenang dan waktu yang ada?"),
    ),
    "cost": (_("Biaya terjangkau"), _("Apakah biayanya sepadan dengan manfaatnya?")),
    "fairness": (_("Keadilan"), _("Adakah yang dirugikan, terutama yang suaranya jarang terdengar?")),
}
