"""Read ballot files: PrefLib here, BLT, abif and CSV through their own modules.

PrefLib: Mattei and Walsh, "PrefLib: a library for preferences" (2013), data format of 2022: a header of
lines `# KEY: VALUE`, then `count: 3,1,{2,4}`. Before 2022 a file began with the number of candidates, a line
`number,name` for each and the three numbers of voters, ballots and kinds; then came `count,3,1,{2,4}`. A
file that was cut short keeps the rows before the cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from rembuk.reckon.collective_choice.elections import Ballot, Election, build_election
from rembuk.reckon.refusal import Refusal

PREFLIB = ("soc", "soi", "toc", "toi", "cat")
FORMATS = (*PREFLIB, "blt", "abif", "csv")
MOST_CANDIDATES = 5000
_ENDLESS = re.compile(r"[0-9]{101}")
_RANK = re.compile(r"\{([^{}]*)\}|([^,{}]+)")


def bad_line(name: str, line: int, id: str, en: str) -> Refusal:
    """Return the refusal of one line of a file."""
    return Refusal(f"{name}, baris {line}: {id}", f"{name}, line {line}: {en}")


def read_election(data: bytes, name: str, kind: str | None = None, *, cut: bool = False) -> Election:
    """Read an election from the bytes of a file.

    `kind` is one of FORMATS; without it the file's ending decides, then its first lines. `cut` says that
    the bytes are known to end early. Raises Refusal naming file and line.
    """
    text = _decode(data)
    if not text.strip():
        raise Refusal(
            f"Berkas {name} kosong; beri berkas surat suara ({', '.join(FORMATS)}).",
            f"The file {name} is empty; give a file of ballots ({', '.join(FORMATS)}).",
        )
    _refuse_endless_numbers(text, name)
    kind = kind or _kind_of(name, text)
    if kind in PREFLIB:
        return read_preflib(text, name, kind, cut=cut)
    if kind == "blt":
        from rembuk.reckon.collective_choice.elections_blt import read_blt as reader
    elif kind == "abif":
        from rembuk.reckon.collective_choice.elections_abif import read_abif as reader
    else:
        from rembuk.reckon.collective_choice.elections_csv import read_csv as reader
    read: Callable[..., Election] = reader
    return read(text, name, cut=cut)


def _refuse_endless_numbers(text: str, name: str) -> None:
    """Refuse a number no count can have; Python would not turn some thousand digits into one."""
    if (found := _ENDLESS.search(text)) is not None:
        raise bad_line(
            name,
            text.count("\n", 0, found.start()) + 1,
            "ada angka yang lebih dari seratus digit; perbaiki barisnya.",
            "there is a number of more than a hundred digits; mend the row.",
        )


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A cut may fall inside a character; anything earlier is an old single-byte file.
        if error.start >= len(data) - 3:
            return data[: error.start].decode("utf-8-sig")
        return data.decode("cp1252", errors="replace")


def _kind_of(name: str, text: str) -> str:
    ending = name.lower().removesuffix(".gz").rpartition(".")[2]
    if ending in FORMATS:
        return ending
    match = re.search(r"^#\s*DATA TYPE:\s*(\w+)", text, re.M)
    if match and match[1].lower() in PREFLIB:
        return match[1].lower()
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    if re.fullmatch(r"\s*\d+\s+\d+\s*(#.*)?", first):
        return "blt"
    if first.strip().isdecimal():
        return "toi"
    if re.match(r"\s*(\{|=|\d+\s*[:*])", first):
        return "toi" if "# ALTERNATIVE NAME" in text else "abif"
    return "csv"


def read_preflib(text: str, name: str, kind: str, *, cut: bool = False) -> Election:
    """Read PrefLib's .soc, .soi, .toc, .toi (orders) or .cat (categories, the first one approves)."""
    lines = text.splitlines()
    whole_last = text.endswith("\n") and not cut
    header: dict[str, str] = {}
    rows: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            key, _, value = line[1:].partition(":")
            header[key.strip().upper()] = value.strip()
        elif line.strip():
            rows.append((number, line))
    if _is_old(rows):
        rows = _from_old(rows, header, name)
    size = _candidate_count(header, name)
    ballots: list[Ballot] = []
    refused: list[tuple[int, str]] = []
    for number, line in rows:
        try:
            whole = number != len(lines) or whole_last
            ballots.append(_preflib_ballot(line, name, number, size, kind, whole=whole))
        except Refusal as refusal:
            if whole or len(rows) == 1:
                raise
            refused.append((number, refusal.sentence("en")))
    _compare_with_header(header, ballots, refused, whole_last=whole_last, last_line=len(lines))
    if not ballots:
        raise bad_line(
            name,
            len(lines),
            "tidak ada satu pun surat suara; tambah baris seperti `12: 3,1,2`.",
            "there is not one ballot; add lines such as `12: 3,1,2`.",
        )
    ids = [str(i) for i in range(1, size + 1)]
    names = {i: header.get(f"ALTERNATIVE NAME {i}", i).strip().strip('"') or i for i in ids}
    return build_election(ids, names, ballots, title=header.get("TITLE", ""), refused=refused)


def _is_old(rows: list[tuple[int, str]]) -> bool:
    return bool(rows) and rows[0][1].strip().isdecimal()


def _from_old(rows: list[tuple[int, str]], header: dict[str, str], name: str) -> list[tuple[int, str]]:
    """Enter the header of a file from before 2022 into HEADER, and return its rows as written since."""
    size = bounded(int(rows[0][1]), name)
    for number, line in rows[1 : size + 1]:
        place, comma, word = line.partition(",")
        if not comma or not place.strip().isdecimal() or not 1 <= int(place) <= size:
            raise bad_line(
                name,
                number,
                f"`{line[:60]}` bukan `nomor,nama` dari {size} calon; lengkapi kepala berkas.",
                f"`{line[:60]}` is not `number,name` of one of {size} candidates; complete the header.",
            )
        header[f"ALTERNATIVE NAME {int(place)}"] = word.strip()
    sums = rows[size + 1] if len(rows) > size + 1 else (rows[-1][0] + 1, "")
    figures = [word.strip() for word in sums[1].split(",")]
    if len(figures) != 3 or not all(figure.isdecimal() for figure in figures):
        raise bad_line(
            name,
            sums[0],
            "setelah nama calon harus ada `pemilih,surat suara,jenis`; lengkapi kepala berkas.",
            "after the names there must be `voters,ballots,kinds`; complete the header.",
        )
    header["NUMBER ALTERNATIVES"], header["NUMBER VOTERS"] = str(size), figures[1]
    return [(number, line.replace(",", ":", 1)) for number, line in rows[size + 2 :]]


def bounded(candidates: int, name: str) -> int:
    """Return the number of candidates, or refuse one whose matrix no machine should be asked to hold."""
    if candidates > MOST_CANDIDATES:
        raise bad_line(
            name,
            1,
            f"ada {candidates} calon; paling banyak {MOST_CANDIDATES}.",
            f"there are {candidates} candidates; at most {MOST_CANDIDATES} can be counted.",
        )
    return candidates


def _candidate_count(header: dict[str, str], name: str) -> int:
    stated = header.get("NUMBER ALTERNATIVES", "")
    if stated.isdecimal() and int(stated) > 0:
        return bounded(int(stated), name)
    named = sum(1 for key in header if key.startswith("ALTERNATIVE NAME "))
    if not named:
        raise bad_line(
            name,
            1,
            "tidak ada `# NUMBER ALTERNATIVES:`; tambah kepala berkas PrefLib.",
            "there is no `# NUMBER ALTERNATIVES:`; add the PrefLib header.",
        )
    return named


def _preflib_ballot(line: str, name: str, number: int, size: int, kind: str, *, whole: bool) -> Ballot:
    count, colon, order = line.partition(":")
    if not colon or not count.strip().isdecimal() or int(count) < 1:
        raise bad_line(
            name,
            number,
            f"`{line[:60]}` bukan `jumlah: urutan`; tulis seperti `12: 3,1,2`.",
            f"`{line[:60]}` is not `count: order`; write it like `12: 3,1,2`.",
        )
    if whole and not order.strip():
        return Ballot(int(count), (), ())
    plain = _plain_order(order, size) if kind != "cat" else None
    if plain:
        return Ballot(int(count), tuple((candidate,) for candidate in plain), plain)
    ranking = _ranks(line, order, name, number, size)
    if kind != "cat":
        # An empty category is one; an empty rank is none.
        ranking = [rank for rank in ranking if rank]
    if kind in ("soc", "soi") and any(len(rank) != 1 for rank in ranking):
        raise bad_line(
            name,
            number,
            f"ada pilihan seri, padahal .{kind} tidak mengenalnya; pakai akhiran .toi.",
            f"it holds a tie, which .{kind} does not know; use the ending .toi.",
        )
    listed = tuple(c for rank in ranking for c in rank)
    approved = (ranking[0] if ranking else ()) if kind == "cat" else listed
    if kind == "cat":
        worth = [Fraction(len(ranking) - 1 - i) for i in range(len(ranking))]
        scores = tuple((c, worth[i]) for i, rank in enumerate(ranking) for c in rank)
        return Ballot(int(count), tuple(ranking), approved, scores)
    return Ballot(int(count), tuple(ranking), approved)


def _ranks(line: str, order: str, name: str, number: int, size: int) -> list[tuple[int, ...]]:
    """Read ranks with ties, saying precisely what is wrong with a row that has none to give."""
    ranking: list[tuple[int, ...]] = []
    seen: set[int] = set()
    if not order.strip() or order.rstrip().endswith(","):
        raise bad_line(
            name,
            number,
            f"`{line[:60]}` berakhir sebelum urutannya lengkap; lengkapi atau hapus barisnya.",
            f"`{line[:60]}` ends before its order does; complete it or remove the row.",
        )
    if re.sub(_RANK, "", order).strip(" ,"):
        raise bad_line(
            name,
            number,
            f"kurung kurawal di `{order.strip()[:60]}` tidak berpasangan; tutup setiap `{{`.",
            f"the braces in `{order.strip()[:60]}` do not pair; close every `{{`.",
        )
    for match in _RANK.finditer(order):
        words = (match[1] if match[1] is not None else match[2]).split(",")
        rank = []
        for word in words:
            if not word.strip():
                continue
            rank.append(_candidate(word.strip(), name, number, size, seen))
        if rank or match[1] is not None:
            ranking.append(tuple(rank))
    return ranking


def _plain_order(order: str, size: int) -> tuple[int, ...] | None:
    """Return a strict order of good numbers, or None where the row needs the careful reading."""
    try:
        listed = tuple([int(word) - 1 for word in order.split(",")])
    except ValueError:
        return None
    good = len(set(listed)) == len(listed) and min(listed) >= 0 and max(listed) < size
    return listed if good else None


def _candidate(word: str, name: str, number: int, size: int, seen: set[int]) -> int:
    if not word.isdecimal() or not 1 <= int(word) <= size:
        raise bad_line(
            name,
            number,
            f"calon `{word[:40]}` tidak ada; nomor calon 1 sampai {size}.",
            f"there is no candidate `{word[:40]}`; candidates are numbered 1 to {size}.",
        )
    candidate = int(word) - 1
    if candidate in seen:
        raise bad_line(
            name,
            number,
            f"calon {word} tertulis dua kali; sisakan satu.",
            f"candidate {word} stands there twice; leave one.",
        )
    seen.add(candidate)
    return candidate


def _compare_with_header(
    header: dict[str, str],
    ballots: list[Ballot],
    refused: list[tuple[int, str]],
    *,
    whole_last: bool,
    last_line: int,
) -> None:
    """Treat a shortfall against the header as a cut: a last row without its line end is not trusted."""
    stated = header.get("NUMBER VOTERS", "")
    found = sum(int(ballot.weight) for ballot in ballots)
    if refused or not stated.isdecimal() or found == int(stated):
        return
    if not whole_last and len(ballots) > 1:
        ballots.pop()
        refused.append((last_line, "the file ends inside this row"))
    else:
        refused.append((last_line + 1, f"the header announces {stated} ballots, the rows hold {found}"))
