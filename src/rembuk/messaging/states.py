"""How often a receiver wants mail, and which news are answers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Answer(models.TextChoices):
    """Name the news that are an answer to those who spoke, and so go back where they spoke."""

    IDEA = "idea", _("Menjadi gagasan")
    VERDICT = "verdict", _("Putusan telaah")
    DECISION = "decision", _("Keputusan")
    COMMITMENT = "commitment", _("Komitmen")
    MILESTONE = "milestone", _("Kabar tonggak")
    REFERRAL = "referral", _("Kabar dari pemerintah")
    ASIDE = "aside", _("Disisihkan")


class Pace(models.TextChoices):
    """Name how often mail is sent."""

    AT_ONCE = "at_once", _("Segera, satu surel setiap langkah")
    DAILY = "daily", _("Sehari sekali, pagi hari, dalam satu surat")
    WEEKLY = "weekly", _("Seminggu sekali, Senin pagi, dalam satu surat")


class Hearing(models.TextChoices):
    """Name what somebody says who was given an answer: was it heard?"""

    YES = "ya", _("Ya")
    PARTLY = "sebagian", _("Sebagian")
    NO = "tidak", _("Tidak")
