"""`rembuk budget`: count a participatory budget from a Pabulib file."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from rembuk.reckon.collective_choice.budget import COMPLETIONS, RULES, Outcome, count_budget
from rembuk.reckon.collective_choice.budget_picture import draw_budget
from rembuk.reckon.collective_choice.budget_table import table_of
from rembuk.reckon.collective_choice.budget_words import cents, money, summary, why
from rembuk.reckon.collective_choice.pabulib import read_budget
from rembuk.reckon.refusal import Refusal, trouble
from rembuk.site.commands.answers import Timings, emit, open_input


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("file", metavar="FILE.pb", help="a budget in the Pabulib format; - is standard input")
    parser.add_argument("--rule", choices=RULES, required=True)
    parser.add_argument("--completion", choices=COMPLETIONS, default="none", help="for mes-cost and mes-card")
    parser.add_argument(
        "--explain", action="store_true", help="why each project won or what it lacked, in words"
    )
    parser.add_argument(
        "--out", metavar="DIR", help="write a picture (SVG), the words and a table (CSV) there"
    )


def run(args: argparse.Namespace) -> int:
    """Count and answer."""
    timings = Timings(args.timings)
    with timings.phase("read"), open_input(args.file) as file:
        budget = read_budget(file, args.file)
    with timings.phase("count"):
        outcome = count_budget(budget, args.rule, args.completion)
    with timings.phase("explain"):
        outcome.reasons  # noqa: B018 - found here, so that the phases tell apart what took how long
    if args.out:
        with timings.phase("draw"):
            _write(Path(args.out), outcome, args.lang)
    if args.json:
        emit(document_of(outcome, args.file, explain=args.explain))
    else:
        _print(outcome, args.lang, explain=args.explain)
        for line in budget.refused:
            print(_cut(args.file, line)[args.lang], file=sys.stderr)
    timings.report()
    return 0


def document_of(outcome: Outcome, name: str, *, explain: bool) -> dict[str, Any]:
    """Return the answer of `--json`."""
    budget = outcome.budget
    projects: dict[str, dict[str, Any]] = {}
    for p, key in enumerate(budget.ids):
        lacked = outcome.lacked(p)
        projects[key] = {
            "cost": budget.money(int(budget.costs[p])),
            "won": lacked is None,
            "support": int(budget.support[p]),
            "lacked": None if lacked is None else cents(lacked, budget),
        }
        if explain:
            projects[key]["why"] = why(outcome, p)
    document: dict[str, Any] = {
        "rule": outcome.rule,
        "completion": outcome.completion,
        "budget": budget.money(budget.limit),
        "spent": budget.money(outcome.spent),
        "winners": [budget.ids[p] for p in outcome.winners],
        "projects": projects,
        "ties": [[budget.ids[p] for p in tie] for tie in outcome.ties],
        "voters": budget.voters,
        "raised": outcome.raised,
        "refused": [
            {"line": line, "reason": _cut(name, line)["en"], "reason_id": _cut(name, line)["id"]}
            for line in budget.refused
        ],
    }
    if explain:
        document["summary"] = {lang: summary(outcome, lang) for lang in ("id", "en")}
    return document


def _cut(name: str, line: int) -> dict[str, str]:
    return {
        "id": f"Berkas {name}, baris {line} terpotong dan tidak dihitung; ambil ulang berkasnya.",
        "en": f"File {name}, line {line} is cut short and was not counted; fetch the file again.",
    }


def _print(outcome: Outcome, lang: str, *, explain: bool) -> None:
    budget = outcome.budget
    print(summary(outcome, lang))
    for k, p in enumerate(outcome.winners, 1):
        print(f"{k:4}. {budget.ids[p]}  {budget.names[p]}  {money(int(budget.costs[p]), budget, lang)}")
        if explain:
            print(f"      {why(outcome, p)[lang]}")
    if explain:
        for p in range(len(budget.ids)):
            if outcome.reasons[p].place is None:
                print(f"   -  {budget.ids[p]}  {budget.names[p]}\n      {why(outcome, p)[lang]}")


def _write(folder: Path, outcome: Outcome, lang: str) -> None:
    """Write picture, words and table, each whole or not at all."""
    words = [summary(outcome, lang), ""]
    rows = sorted(
        range(len(outcome.budget.ids)),
        key=lambda p: (outcome.reasons[p].place is None, outcome.reasons[p].place or 0, p),
    )
    words += [f"{outcome.budget.ids[p]}: {why(outcome, p)[lang]}" for p in rows]
    files = {
        "budget.svg": draw_budget(outcome, lang),
        "budget.txt": "\n".join(words) + "\n",
        "budget.csv": table_of(outcome, lang),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            with tempfile.NamedTemporaryFile(
                "w", dir=folder, delete=False, encoding="utf-8", newline=""
            ) as file:
                file.write(text)
            os.chmod(file.name, 0o644)
            os.replace(file.name, folder / name)
    except OSError as error:
        raise Refusal(
            f"Folder {folder} tidak dapat ditulisi ({trouble(error).id}); pilih folder lain untuk --out.",
            f"The folder {folder} cannot be written to ({trouble(error).en}); choose another for --out.",
        ) from error
