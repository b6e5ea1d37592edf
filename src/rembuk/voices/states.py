"""Which lives a voice, a cluster and an import can lead."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    """How a voice may be shown; staff may only move it down this list."""

    NAMED = "named", _("Dengan nama saya")
    NAMELESS = "nameless", _("Tanpa nama")
    CONFIDENTIAL = "confidential", _("Hanya untuk tim")


# From the most open to the most private.
PRIVACY = {Visibility.NAMED: 0, Visibility.NAMELESS: 1, Visibility.CONFIDENTIAL: 2}
# How a cluster is called whose voices were all told in confidence.
CLOSED_CLUSTER = _("Suara hanya untuk tim")


# The label under which the machine keeps which place a text speaks of; its values are codes, not words.
PLACE = "place"


class SetAside(models.TextChoices):
    """Why a voice does not stand on the board; it is kept and can be brought back."""

    SPAM = "spam", _("Iklan, undian, atau pesan berantai")
    ABUSIVE = "abusive", _("Hinaan, ancaman, atau kebencian")
    REPEATED = "repeated", _("Pengirim yang sama mengulang hal yang sama")
    COORDINATED = "coordinated", _("Banyak akun digerakkan bersama")
    ELSEWHERE = "elsewhere", _("Bukan urusan ruang ini")
    UNCLEAR = "unclear", _("Tidak dapat dipahami")


class ClusterState(models.TextChoices):
    """Whether a cluster still waits for a decision."""

    OPEN = "open", _("Menunggu keputusan")
    DONE = "done", _("Sudah menjadi gagasan")


class ImportState(models.TextChoices):
    """Where an import stands."""

    DRAFT = "draft", _("Menunggu persetujuan Anda")
    WAITING = "waiting", _("Menunggu giliran")
    RUNNING = "running", _("Sedang dibaca")
    DONE = "done", _("Selesai")
    FAILED = "failed", _("Gagal")


class ReplyState(models.TextChoices):
    """Whether a reply on a network still waits for the person who sends it."""

    WAITING = "waiting", _("Menunggu dikirim")
    SENT = "sent", _("Sudah dikirim")
    SKIPPED = "skipped", _("Dilewati")


class ClaimState(models.TextChoices):
    """Whether it has been shown that a post belongs to the person who says so."""

    WAITING = "waiting", _("Menunggu bukti")
    PROVED = "proved", _("Terbukti")
    REFUSED = "refused", _("Tidak terbukti")


class DoorKind(models.TextChoices):
    """What a door is made of: paper on a wall, a line in a biography, a frame in a page of others."""

    POSTER = "poster", _("Poster A4 untuk ditempel")
    LINK = "link", _("Tautan pendek, misalnya untuk biografi")
    WIDGET = "widget", _("Kotak aspirasi di situs lain")


class AttachmentKind(models.TextChoices):
    """What is kept as a file beside the words of a voice."""

    SOUND = "sound", _("Catatan suara")
    PHOTO = "photo", _("Foto")
