"""Phrases of messaging that recur."""

from django.utils.translation import gettext_lazy as _

NO_SUCH_PACE = _("Pilih salah satu: segera, sehari sekali, atau seminggu sekali.")
NO_SUCH_HOUR = _("Jam tenang ditulis dari 0 sampai 23.")
TAKEN = _("Kabar ini sudah dibawa surat lain.")
NOTHING_TO_FOLLOW = _("Yang hendak diikuti tidak ada. Buka lagi halamannya, lalu ketuk Ikuti.")
TOO_MANY_FOLLOWED = _("Anda sudah mengikuti 200 hal, batas terbanyak. Lepas dulu salah satunya.")
