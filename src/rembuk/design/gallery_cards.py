"""Cards for the gallery: the sample idea, a three-line title, one just begun."""

from __future__ import annotations

from rembuk.design.card import Card, CardStop, Cell
from rembuk.design.gallery_traces import at

AS_OF = at(2026, 11, 21, 14, 5)
STOPS = (
    CardStop("Gagasan", "done"),
    CardStop("Diterima", "done"),
    CardStop("Diputuskan", "done"),
    CardStop("Dijanjikan", "done"),
    CardStop("Lewat janji", "late"),
    CardStop("Ditepati", "promised"),
)


def cards(long_title: str, long_place: str) -> dict[str, Card]:
    """Return the gallery's cards by name."""
    lamps = Card(
        title="Lampu di jalur pulang sekolah, sepanjang Selokan Mataram",
        space="Ruang Contoh Sleman",
        place_line="Sinduadi, Mlati, Sleman. Diminta 23 suara, didukung 187 orang.",
        stops=STOPS,
        cells=(
            Cell("Sekarang", "3 dari 7 lampu menyala", "Terlambat 14 hari", late=True),
            Cell("Janji baru", "5 Desember 2026", "semula 7 November"),
            Cell("Yang menjawab", "Tim program"),
        ),
        address="rembuk.example/g/118",
        as_of=AS_OF,
        qr_url="https://rembuk.example/g/118",
        voices=23,
    )
    long = Card(
        title=long_title,
        space=f"Ruang {long_place}",
        place_line=f"{long_place}. Diminta 300 suara.",
        stops=STOPS,
        cells=(
            Cell(
                "Sekarang",
                "Menunggu keputusan rapat pleno gabungan tim program",
                "Terlambat 1.051 hari",
                late=True,
            ),
            Cell("Janji pertama", "30 September 2026, pukul 23.59", "semula 1 Januari"),
            Cell("Yang menjawab", "Koordinator pemeliharaan jembatan"),
        ),
        address="rembuk.contoh-desa-persiapan-pemekaran.example/g/1180099",
        as_of=AS_OF,
        qr_url="https://rembuk.contoh-desa-persiapan-pemekaran.example/g/1180099?dari=kartu",
        accent="#00aa55",
        zone="Asia/Jayapura",
        voices=300,
    )
    begun = Card(
        title="Air keruh",
        space="Ruang Contoh Sleman",
        place_line="Tirtomartani. Satu suara.",
        stops=(CardStop("Diterima", "done"), CardStop("Dijawab", "promised")),
        cells=(Cell("Sekarang", "Menunggu dipilah"), Cell("Paling lambat", "12 Desember 2026")),
        address="rembuk.example/s/k3m9",
        as_of=AS_OF,
        qr_url="https://rembuk.example/s/k3m9",
        voices=1,
    )
    return {"lampu": lamps, "panjang": long, "baru": begun}
