"""Every rule of `rembuk tally` by its name, and the one call that counts an election."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rembuk.reckon.collective_choice import pairwise, stv, tally_scores
from rembuk.reckon.collective_choice.elections import Election, Outcome, Round, check_seats
from rembuk.reckon.collective_choice.tally_meek import stv_meek
from rembuk.reckon.collective_choice.tally_scottish import stv_scottish
from rembuk.reckon.refusal import Refusal

Rule = Callable[[Election, int], Outcome]


def _committee(rule: str) -> Rule:
    """Return the approval committee rule of that name; its rounds carry the figures that decided them."""

    def count(election: Election, seats: int) -> Outcome:
        from rembuk.reckon.collective_choice.committees import committee

        profile = [ballot.approved for ballot in election.ballots]
        answer = committee(profile, election.weights, len(election.ids), seats, rule)
        rounds = tuple(Round(step.tallies, elected=step.elected, why=rule) for step in answer.rounds)
        return Outcome(answer.winners, rounds, answer.ties)

    return count


RULES: Mapping[str, Rule] = {
    "plurality": tally_scores.plurality,
    "approval": tally_scores.approval,
    "sav": _committee("sav"),
    "pav": _committee("pav"),
    "seq-phragmen": _committee("seq-phragmen"),
    "mes": _committee("mes"),
    "score": tally_scores.score,
    "star": tally_scores.star,
    "borda": tally_scores.borda,
    "copeland": pairwise.copeland,
    "minimax": pairwise.minimax,
    "schulze": pairwise.schulze,
    "ranked-pairs": pairwise.ranked_pairs,
    "irv": stv.irv,
    "stv-droop-exact": stv.stv_droop_exact,
    "stv-scottish": stv_scottish,
    "stv-meek": stv_meek,
}


def count_election(election: Election, rule: str, seats: int | None = None) -> Outcome:
    """Count `election` by the named rule for `seats` seats (else the file's own number, else one)."""
    if rule not in RULES:
        raise Refusal(
            f"Tidak ada aturan {rule!r}; pilih salah satu: {', '.join(RULES)}.",
            f"There is no rule {rule!r}; choose one of {', '.join(RULES)}.",
        )
    wanted = seats if seats is not None else (election.seats or 1)
    check_seats(election, wanted)
    return RULES[rule](election, wanted)
