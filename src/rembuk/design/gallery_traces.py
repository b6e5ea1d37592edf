"""Traces for the gallery: every state, with invented people, places and numbers."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

from rembuk.design.trace import Link, Seal, Stop, Strand, Trace

TODAY = date(2026, 11, 21)
WAITING = Seal(None)
CHANNELS = (Strand("X", 9), Strand("lapangan", 5), Strand("formulir", 6), Strand("kelompok", 3))


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment told on the clock of Jakarta."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


def seal(index: int) -> Seal:
    """Return a seal with a made-up leaf hash."""
    return Seal(index, f"/catatan/{index}/", hashlib.sha256(str(index).encode()).hexdigest())


LAMPS = (
    Stop(
        "Menjadi satu gagasan",
        "done",
        at(2026, 7, 27, 9, 12),
        who="Koordinator ruang",
        because="ke-23 suara menyebut ruas yang sama dan waktu yang sama, sesudah magrib.",
        seal=seal(31870),
    ),
    Stop(
        "Putusan telaah: diterima",
        "done",
        at(2026, 8, 12, 10, 20),
        who="Dua penelaah, tanpa benturan kepentingan",
        because="kebutuhan jelas dan biaya terjangkau. Catatan satu penelaah: perawatan tahun kedua belum "
        "ada yang menanggung.",
        links=(Link("Lihat nilai dan alasan", "#jejak"),),
        seal=seal(34006),
        interval="12 hari kerja. Batas yang dijanjikan 15.",
    ),
    Stop(
        "Diputuskan: lampu tenaga surya",
        "done",
        at(2026, 8, 27, 20, 45),
        who="Rapat program, 7 anggota, 1 tidak setuju",
        because="lebih cepat daripada menunggu sambungan listrik. Dua pilihan lain ditimbang.",
        links=(Link("Baca ketiganya", "#jejak"),),
        seal=seal(35912),
        interval="9 hari kerja.",
    ),
    Stop(
        "Dijanjikan: 14 lampu, Rp63.000.000",
        "done",
        at(2026, 9, 1, 8),
        who="Ketua tim program, komitmen 31",
        because="keputusan 27 Agustus. Warga menanggung pemasangan, ruang ini menanggung alat.",
        seal=seal(36440),
    ),
    Stop(
        "Tonggak 1 selesai: izin titik tiang",
        "done",
        at(2026, 10, 2, 11, 30),
        who="Pengurus program, bukti: surat kalurahan",
        because="tiang berdiri di tanah milik kalurahan.",
        seal=seal(39215),
    ),
    Stop(
        "Tonggak 2: 7 lampu menyala",
        "late",
        date(2026, 11, 7),
        who="Pengurus program, ditulis 10 November 2026",
        because="tiang yang dikirim 4 meter, bukan 6 meter, dan harus ditukar. Pemasok menanggung biayanya.",
        late_days=14,
        seal=seal(46733),
    ),
    Stop(
        "Kabar: 3 dari 7 lampu menyala",
        "news",
        at(2026, 11, 21, 13, 58),
        who="Petugas lapangan, bukti: tiga foto",
        because="tiga tiang pengganti datang lebih dulu.",
        dots=(3, 4, 7),
        seal=WAITING,
    ),
    Stop("Tonggak 2: 7 lampu menyala", "promised", date(2026, 12, 5), who="Pengurus program"),
    Stop(
        "Tonggak 3: 14 lampu menyala",
        "promised",
        date(2027, 2, 20),
        who="Pengurus program, bukti: foto malam tiap titik",
    ),
    Stop(
        "Jawaban kembali ke 23 suara",
        "promised",
        date(2027, 2, 27),
        who="Koordinator ruang. Juga ke 187 pendukung.",
    ),
)

STATES = (
    Stop(
        "Selesai, bersegel",
        "done",
        at(2026, 8, 12, 10, 20),
        who="Peran yang bertindak",
        because="alasannya satu kalimat.",
        seal=seal(34006),
        interval="9 hari kerja. Batas yang dijanjikan 15.",
    ),
    Stop(
        "Lewat janji",
        "late",
        date(2026, 11, 7),
        because="alasan wajib ditulis dalam 5 hari kerja.",
        late_days=14,
        seal=seal(46733),
    ),
    Stop(
        "Lewat janji, tanpa alasan",
        "late",
        date(2026, 11, 15),
        late_days=6,
        late_note="Alasan belum ditulis. Batas menulisnya 20 November 2026.",
        seal=seal(47101),
    ),
    Stop("Terjadi, menunggu segel", "news", at(2026, 11, 21, 13, 58), seal=WAITING),
    Stop("Dijanjikan", "promised", date(2027, 2, 20)),
)

ASIDE = (
    Stop("Menjadi gagasan 131", "done", at(2026, 9, 3, 9), seal=seal(36902)),
    Stop(
        "Tidak diterima",
        "aside",
        at(2026, 11, 18, 15, 40),
        who="Dua penelaah",
        because="pedagang kecil menanggung biaya paling besar.",
        links=(Link("Ajukan keberatan", "#jejak"),),
        seal=seal(47880),
    ),
)

JOINED = (
    Stop("Satu suara diterima", "done", at(2026, 10, 4, 11, 12), seal=seal(39400)),
    Stop(
        "Bergabung ke",
        "joined",
        at(2026, 10, 5, 8, 30),
        because="meminta lampu di ruas yang sama. Dapat dipisah lagi.",
        links=(Link("gagasan 118", "#jejak"),),
        seal=seal(39512),
    ),
)


def traces(long_title: str, long_place: str) -> dict[str, Trace]:
    """Return the gallery's traces by name."""
    kept = (
        LAMPS[0],
        LAMPS[5],
        Stop(
            "Tonggak 2 selesai: 7 lampu menyala",
            "done",
            at(2026, 11, 20, 19),
            dots=(14, 0, 0),
            seal=seal(48001),
        ),
    )
    long = (
        Stop(
            long_title,
            "done",
            at(2026, 9, 30, 23, 59),
            who=long_place,
            because=f"{long_title}.",
            seal=seal(9_999_999),
        ),
        Stop("Pemeliharaankesejahteraanberkesinambungan" * 2, "late", date(2026, 10, 1), late_days=1051),
    )
    return {
        "idea": Trace(CHANNELS, LAMPS, TODAY, told=21, to_tell=2),
        "states": Trace((Strand("formulir", 1),), STATES, TODAY, fold=False),
        "aside": Trace((Strand("X", 4), Strand("lapangan", 2)), ASIDE, TODAY, told=6),
        "joined": Trace((Strand("formulir", 1),), JOINED, TODAY, own=0),
        "own": Trace(CHANNELS, (*LAMPS[:1], *LAMPS[5:]), TODAY, own=16, told=0, to_tell=23),
        "none": Trace((Strand("formulir", 0),), LAMPS[:1], TODAY),
        "one": Trace(
            (Strand("formulir", 1),),
            (Stop("Suara diterima", "done", at(2026, 11, 21, 9), seal=WAITING),),
            TODAY,
        ),
        "many": Trace(
            (
                Strand("X", 171),
                Strand("formulir", 88),
                Strand("lapangan", 37),
                Strand("kelompok", 3),
                Strand("surat", 1),
            ),
            kept,
            TODAY,
            told=300,
        ),
        "long": Trace(
            (Strand("Laporan langsung petugas lapangan", 3), Strand("Kelompok warga", 2), Strand("Mitra", 1)),
            long,
            TODAY,
        ),
    }
