"""Say in words what a round of a count did, in Indonesian and English."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from rembuk.reckon.collective_choice.elections import Election, Number, Outcome, Round

_WHY: dict[str, tuple[str, str]] = {
    "first": ("pilihan pertama dihitung", "first preferences are counted"),
    "approved": ("persetujuan dijumlahkan", "approvals are added up"),
    "borda": ("poin Borda dijumlahkan", "Borda points are added up"),
    "score": ("nilai dijumlahkan", "scores are added up"),
    "runoff": (
        "dua nilai tertinggi diadu: yang lebih disukai lebih banyak pemilih menang",
        "the two highest meet: the one more voters prefer wins",
    ),
    "duels": (
        "tiap calon diadu satu lawan satu; menang 1, seri ½",
        "each meets each; a duel won counts 1, a drawn one ½",
    ),
    "margin": (
        "dihitung kekalahan terberat tiap calon (tanda dibalik)",
        "each candidate's heaviest defeat is taken (sign reversed)",
    ),
    "paths": (
        "dihitung berapa calon yang dikalahkan lewat jalur terkuat",
        "counted is how many others are beaten by strongest paths",
    ),
    "locked": (
        "duel dikunci dari selisih terbesar; angka = calon di bawahnya",
        "duels are locked from the largest margin; the figure is who stands below",
    ),
    "quota": ("melampaui kuota", "the quota is passed"),
    "hopeless": (
        "yang tak mungkin lagi mengejar gugur, bersama semua di bawahnya pun tidak",
        "who cannot catch up, even together with all below, is eliminated",
    ),
    "fill": ("calon yang tersisa pas dengan kursi yang tersisa", "those left just fill the seats left"),
    "surplus": ("kelebihan suara diteruskan", "a surplus is passed on"),
    "lowest": ("suara paling sedikit gugur", "the fewest votes are eliminated"),
    "sav": ("tiap pemilih membagi satu suara", "each voter shares out one vote"),
    "pav": ("kepuasan berkurang selaras: 1 + ½ + ⅓ …", "harmonic satisfaction: 1 + ½ + ⅓ …"),
    "seq-phragmen": ("beban kursi dipikul paling merata", "the load of seats is spread most evenly"),
    "mes": ("uang suara dibagi rata", "voters' shares pay for the seats"),
}


def number_words(value: Number) -> str:
    """Write a number whole, or with up to five decimals where it is not."""
    exact = Fraction(value)
    if exact.denominator == 1:
        return str(exact.numerator)
    return f"{float(exact):.5f}".rstrip("0").rstrip(".")


def round_words(election: Election, number: int, step: Round, lang: str) -> str:
    """Return one sentence on one round."""
    english = lang == "en"
    name = _namer(election)
    why = _WHY.get(step.why, ("", ""))[english]
    parts = [f"{'Round' if english else 'Putaran'} {number}: {why}"]
    if "quota" in step.facts:
        word = "quota" if english else "kuota"
        parts.append(f"{word} {number_words(step.facts['quota'])}")
    if step.elected:
        parts.append(("elected: " if english else "terpilih: ") + _with_votes(step, step.elected, name))
    if step.eliminated:
        parts.append(("eliminated: " if english else "gugur: ") + _with_votes(step, step.eliminated, name))
    if step.facts.get("exhausted"):
        left = number_words(step.facts["exhausted"])
        parts.append(
            f"{left} votes have no further choice" if english else f"{left} suara tak punya pilihan lagi"
        )
    return "; ".join(part for part in parts if part) + "."


def tie_words(election: Election, outcome: Outcome, lang: str) -> list[str]:
    """Return one sentence for each tie that a stated rule settled."""
    name = _namer(election)
    if lang == "en":
        return [
            f"Tie: {_join(tie, name)} were equal; the rule's stated order settled it." for tie in outcome.ties
        ]
    return [
        f"Seri: {_join(tie, name)} sama kuat; diputus menurut urutan yang ditetapkan." for tie in outcome.ties
    ]


def explain(election: Election, outcome: Outcome, lang: str) -> list[str]:
    """Return the whole count in sentences, rounds first, then ties, then winners."""
    lines = [round_words(election, i, step, lang) for i, step in enumerate(outcome.rounds, 1)]
    lines += tie_words(election, outcome, lang)
    word = "Elected" if lang == "en" else "Terpilih"
    lines.append(f"{word}: {_join(outcome.winners, _namer(election))}.")
    return lines


def _namer(election: Election) -> Callable[[int], str]:
    def name(candidate: int) -> str:
        id = election.ids[candidate]
        label = election.names.get(id, id)
        return label if label == id else f"{label} ({id})"

    return name


def _join(candidates: Iterable[int], name: Callable[[int], str]) -> str:
    return ", ".join(name(c) for c in candidates)


def _with_votes(step: Round, candidates: Iterable[int], name: Callable[[int], str]) -> str:
    return ", ".join(
        f"{name(c)} [{number_words(step.tallies[c])}]" if c in step.tallies else name(c) for c in candidates
    )
