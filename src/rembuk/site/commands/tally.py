"""`rembuk tally`: count an election from a file of ballots."""

from __future__ import annotations

import argparse
import sys
import zlib
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rembuk.reckon.refusal import Refusal
from rembuk.site.commands.answers import Timings, emit, open_input

if TYPE_CHECKING:
    from rembuk.reckon.collective_choice.elections import Election, Outcome


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    from rembuk.reckon.collective_choice.ballot_files import FORMATS
    from rembuk.reckon.collective_choice.tally_rules import RULES

    parser.add_argument(
        "file", help="ballots: PrefLib (.soi .toi .soc .toc .cat), BLT, abif, CSV; - reads input"
    )
    parser.add_argument("--rule", required=True, choices=list(RULES))
    parser.add_argument("--seats", type=int, help="how many are elected (else as the file says, else 1)")
    parser.add_argument("--format", choices=FORMATS)
    parser.add_argument("--explain", action="store_true", help="say in words what every round did")


def run(args: argparse.Namespace) -> int:
    """Read, count and print; return the exit code."""
    from rembuk.reckon.collective_choice.ballot_files import read_election
    from rembuk.reckon.collective_choice.pairwise import pairwise_matrix
    from rembuk.reckon.collective_choice.tally_rules import count_election
    from rembuk.reckon.collective_choice.tally_words import explain

    timings = Timings(args.timings)
    with timings.phase("read"):
        data, cut = read_whole(args.file)
        name = "standard input" if args.file == "-" else args.file
        election = read_election(data, name, args.format, cut=cut)
    with timings.phase("count"):
        outcome = count_election(election, args.rule, args.seats)
    with timings.phase("pairwise"):
        matrix = pairwise_matrix(election)
    answer = _answer(args.rule, election, outcome, matrix)
    if election.refused:
        answer["refused"] = [{"line": line, "reason": reason} for line, reason in election.refused]
    if args.explain:
        answer["explanation"] = explain(election, outcome, args.lang)
    if args.json:
        emit(answer)
    else:
        sentences = explain(election, outcome, args.lang)
        print("\n".join(sentences if args.explain else sentences[len(outcome.rounds) :]))
        for line, reason in election.refused:
            print(f"{name}, {line}: {reason}", file=sys.stderr)
    timings.report()
    return 0


def _answer(rule: str, election: Election, outcome: Outcome, matrix: list[list[int]]) -> dict[str, Any]:
    """Return the document of the contract: docs/reference/elections.md names its keys."""
    ids = election.ids
    return {
        "rule": rule,
        "seats": len(outcome.winners),
        "winners": [ids[c] for c in outcome.winners],
        "ties": [[ids[c] for c in tie] for tie in outcome.ties],
        "rounds": [
            {
                "tallies": {ids[c]: plain(n) for c, n in sorted(step.tallies.items())},
                "elected": [ids[c] for c in step.elected],
                "eliminated": [ids[c] for c in step.eliminated],
            }
            for step in outcome.rounds
        ],
        "pairwise": {
            "ids": list(ids),
            "matrix": [[plain(n * election.unit) for n in row] for row in matrix],
        },
    }


def read_whole(name: str) -> tuple[bytes, bool]:
    """Return the bytes of a file and whether its compressed stream was cut short."""
    parts: list[bytes] = []
    stream = open_input(name)
    # Closing a gzip stream leaves the file below it open, and standard input is not ours to close.
    below = getattr(stream, "fileobj", None)
    read = getattr(stream, "read1", stream.read)
    cut = False
    try:
        while part := read(1 << 16):
            parts.append(part)
    except (EOFError, zlib.error, OSError):
        cut = True
    finally:
        if name != "-":
            stream.close()
            if below is not None:
                below.close()
    if cut and not parts:
        raise Refusal(
            f"Berkas {name} tidak dapat dibaca atau rusak kemasannya; ambil ulang berkasnya.",
            f"The file {name} cannot be read or unpacked; fetch it again.",
        )
    return b"".join(parts), cut


def plain(value: int | Fraction) -> int | float:
    """Return a number for JSON: whole where it is whole, else the nearest double."""
    exact = Fraction(value)
    return exact.numerator if exact.denominator == 1 else float(exact)
