"""Which module answers which command. One line a command, in alphabetical order."""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """Name the module below `rembuk.site.commands` and say in one line of each language what it does."""

    module: str
    id: str
    en: str

    def summary(self, lang: str) -> str:
        """Return what the command does in LANG ("id" or "en")."""
        return self.en if lang == "en" else self.id


COMMANDS: dict[str, Command] = {
    "backup": Command(
        "backup",
        "menulis satu berkas berisi seluruh instalasi, aman selagi berjalan",
        "write one file that holds the installation, safe while it runs",
    ),
    "budget": Command(
        "budget",
        "menghitung anggaran partisipatif dari berkas Pabulib",
        "count a participatory budget from a Pabulib file",
    ),
    "demo": Command(
        "demo",
        "menyiapkan ruang contoh, menempuh perjalanannya, dan melayaninya",
        "set up the sample space, walk its journey, and serve it",
    ),
    "demo code": Command(
        "demo_code",
        "kode masuk sebuah akun contoh saat ini",
        "the sign-in code of a demo account now",
    ),
    "check": Command(
        "check",
        "menyebut yang salah di instalasi ini dan cara memperbaikinya",
        "tell what is wrong with this installation and how to mend it",
    ),
    "map": Command(
        "map",
        "menggambar peta pendapat dari sekumpulan suara",
        "draw the opinion map of a set of votes",
    ),
    "panel": Command("panel", "mengundi panel yang memenuhi kuota", "draw a random panel that meets quotas"),
    "people invite": Command(
        "people_invite",
        "mengundang orang ke sebuah peran lewat tautan sekali pakai",
        "invite somebody to a role by a link that works once",
    ),
    "places find": Command(
        "places_find",
        "mencari tempat menurut sebutan orang",
        "find a place by what people call it",
    ),
    "record export": Command(
        "record_export",
        "menulis catatan publik sebagai berkas statis",
        "write the public record as static files",
    ),
    "record follow": Command(
        "record_follow",
        "mengikuti catatan sebuah instalasi; memberi alarm bila bercabang",
        "watch the record of an installation; alarm when it forks",
    ),
    "record key": Command(
        "record_key",
        "mengganti kunci yang menandatangani catatan, atau menyatakannya hilang",
        "change the key that signs the record, or declare it lost",
    ),
    "record prove": Command(
        "record_prove",
        "menulis berkas yang membuktikan bahwa sebuah suara tiba",
        "write the file that shows that a voice arrived",
    ),
    "record silence": Command(
        "record_silence",
        "memeriksa apakah sebuah suara tiba, dan apakah dijawab",
        "check that a voice arrived and whether it was answered",
    ),
    "record verify": Command(
        "record_verify",
        "memeriksa catatan yang terbit dengan kunci yang Anda percaya",
        "check a published record with a key you trust",
    ),
    "record witness": Command(
        "record_witness",
        "menjadi saksi bagi catatan instalasi lain",
        "be a witness for the records of other installations",
    ),
    "record witnesses": Command(
        "record_witnesses",
        "menampilkan, menambah, dan melepas saksi catatan ini",
        "list, add and remove the witnesses of this record",
    ),
    "restore": Command(
        "restore",
        "mengembalikan instalasi dari cadangan tanpa mencabangkan catatannya",
        "put the installation back to a backup without forking its record",
    ),
    "serve": Command(
        "serve",
        "melayani halaman dan mengerjakan antrean",
        "serve pages and work off the queue",
    ),
    "spaces add": Command(
        "spaces_add",
        "mendirikan ruang: partai, cabang, calon, atau gerakan",
        "found a space: a party, branch, candidate or movement",
    ),
    "tally": Command(
        "tally",
        "menghitung pemilihan dari surat suara berperingkat, bernilai, atau setuju",
        "count an election from ranked, scored or approval ballots",
    ),
    "text clusters": Command(
        "text_clusters",
        "mengumpulkan teks yang mengatakan hal yang sama",
        "group texts that say the same",
    ),
    "text label": Command(
        "text_label",
        "melabeli teks: bahasa, jenis, pokok, spam, tempat",
        "label texts: language, kind, subject, spam, places",
    ),
    "voices clusters": Command(
        "voices_clusters",
        "menampilkan rumpun sebuah ruang beserta suaranya",
        "list the clusters of a space with their voices",
    ),
    "voices import": Command(
        "voices_import",
        "mengambil masuk berkas kiriman atau baris",
        "take in files of posts or rows",
    ),
    "voices sort": Command(
        "voices_sort",
        "melabeli, menyisihkan spam, dan mengumpulkan suara yang senada",
        "label, set spam aside and gather voices that say the same",
    ),
    "work": Command("work", "mengerjakan yang menunggu di antrean", "work off what waits in the queue"),
}
