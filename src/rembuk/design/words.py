"""Dates, hours, numbers and money as readers here write them.

Indonesian: 21 November 2026, 14.05 WIB; 1.250; Rp250.000.
English: 21 November 2026, 14:05 WIB; 1,250; Rp250,000.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language, gettext

# Law: Presidential Decree 41/1987 names the three zones; these are the tz database's places in them.
ZONES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def english() -> bool:
    """Tell whether the reader chose English."""
    return (get_language() or "id").startswith("en")


def month(number: int) -> str:
    """Return the name of month NUMBER (1 to 12)."""
    return (ENGLISH_MONTHS if english() else MONTHS)[number - 1]


def in_zone(moment: datetime, zone: str | None = None) -> datetime:
    """Return MOMENT on the clock of ZONE ("Asia/Makassar"; the current zone if absent)."""
    place = ZoneInfo(zone) if zone else timezone.get_current_timezone()
    return moment.astimezone(place) if timezone.is_aware(moment) else moment.replace(tzinfo=place)


def tanggal(day: date | datetime, zone: str | None = None) -> str:
    """Return the date, "21 November 2026", of a day or of a moment seen from ZONE."""
    if isinstance(day, datetime):
        day = in_zone(day, zone)
    return f"{day.day} {month(day.month)} {day.year}"


def jam(moment: datetime, zone: str | None = None) -> str:
    """Return the hour of MOMENT in ZONE with the zone's name, "14.05 WIB"."""
    local = in_zone(moment, zone)
    mark = ":" if english() else "."
    name = ZONES.get(str(local.tzinfo)) or local.strftime("UTC%z")
    return f"{local:%H}{mark}{local:%M} {name}"


def waktu(moment: datetime, zone: str | None = None) -> str:
    """Return date and hour of MOMENT in ZONE, with the zone's name."""
    return f"{tanggal(moment, zone)}, {jam(moment, zone)}"


def angka(number: int | float | Decimal, places: int = 0) -> str:
    """Return NUMBER grouped by thousands, with PLACES decimals."""
    text = f"{number:,.{places}f}"
    return text if english() else text.translate(str.maketrans(",.", ".,"))


def rupiah(amount: int | Decimal) -> str:
    """Return AMOUNT whole rupiah as "Rp250.000"."""
    return f"-Rp{angka(-amount)}" if amount < 0 else f"Rp{angka(amount)}"


def late_days(days: int) -> str:
    """Return "Terlambat 14 hari"."""
    return gettext("Terlambat %(days)s hari") % {"days": angka(days)}
