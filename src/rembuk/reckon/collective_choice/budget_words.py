"""Say in Indonesian and English why a project won or what it lacked."""

from __future__ import annotations

from fractions import Fraction

from rembuk.reckon.collective_choice.budget import Outcome
from rembuk.reckon.collective_choice.budget_instance import Budget

RULE_NAMES = {
    "greedy-cost": ("suara terbanyak", "most votes first"),
    "greedy-card": ("suara terbanyak per rupiah", "most votes per money first"),
    "mes-cost": ("Bagian Setara, menimbang biaya", "Equal Shares, weighing costs"),
    "mes-card": ("Bagian Setara, menimbang jumlah proyek", "Equal Shares, weighing the number of projects"),
    "phragmen": ("aturan berurutan Phragmén", "Phragmén's sequential rule"),
}
_PREFIXES = {"IDR": "Rp", "EUR": "€", "USD": "$", "GBP": "£"}


def cents(amount: Fraction, budget: Budget) -> int | float:
    """Return AMOUNT (in amounts of BUDGET) in the currency, to two decimals, whole where it is whole."""
    rounded = round(amount / budget.unit, 2)
    return int(rounded) if rounded.denominator == 1 else float(rounded)


def money(amount: Fraction | int, budget: Budget, lang: str) -> str:
    """Write AMOUNT with its currency, if the file names one: Rp250.000 or 250.000,5."""
    value = cents(Fraction(amount), budget)
    text = f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
    currency = budget.meta.get("currency", "").strip().upper()
    prefix = _PREFIXES.get(currency, f"{currency} " if currency else "")
    return prefix + number(text, lang)


def number(text: str, lang: str) -> str:
    """Turn 1,250.5 into 1.250,5 for Indonesian."""
    return text.translate(str.maketrans(",.", ".,")) if lang == "id" else text


def why(outcome: Outcome, p: int) -> dict[str, str]:
    """Say why project P won or what it lacked, {"id": …, "en": …}."""
    return {lang: _why(outcome, p, lang) for lang in ("id", "en")}


def _why(outcome: Outcome, p: int, lang: str) -> str:
    budget, reason = outcome.budget, outcome.reasons[p]
    kind = f"{reason.by} {'lost' if reason.place is None else 'won'}"
    had = min(reason.had, Fraction(int(budget.costs[p])))
    words = {
        "votes": number(f"{int(budget.support[p]):,}", lang),
        "cost": money(int(budget.costs[p]), budget, lang),
        "had": money(had, budget, lang),
        "lacked": money(outcome.lacked(p) or Fraction(0), budget, lang),
        "figure": money(reason.figure or Fraction(0), budget, lang),
        "place": (reason.place or 0) + 1,
        "rank": "suara" if outcome.rule == "greedy-cost" else "suara per biaya",
        "rank_en": "votes" if outcome.rule == "greedy-cost" else "votes per cost",
    }
    text = _SENTENCES[kind][lang == "en"].format(**words)
    rivals = [other for tie in outcome.ties if p in tie for other in tie if other != p]
    if rivals:
        names = ", ".join(budget.ids[other] for other in sorted(set(rivals)))
        text += (
            f" Seri dengan {names}; id yang lebih kecil didahulukan."
            if lang == "id"
            else f" Tied with {names}; the smaller id goes first."
        )
    return text


_SENTENCES = {
    "greedy won": (
        "Didanai sebagai yang ke-{place} menurut {rank}: {votes} suara, dan biayanya {cost} masih muat.",
        "Funded as number {place} by {rank_en}: {votes} votes, and its cost of {cost} still fitted.",
    ),
    "greedy lost": (
        "Tidak didanai: ketika gilirannya tiba, dana tersisa {had}; kurang {lacked} dari biayanya {cost}.",
        "Not funded: when its turn came {had} was left, {lacked} less than its cost of {cost}.",
    ),
    "shares won": (
        "Didanai sebagai yang ke-{place}: {votes} pendukungnya menanggung {cost} bersama, "
        "masing-masing paling banyak {figure}.",
        "Funded as number {place}: its {votes} supporters carried {cost} together, "
        "each paying at most {figure}.",
    ),
    "shares lost": (
        "Tidak didanai: {votes} pendukungnya tinggal memiliki {had} bersama; "
        "kurang {lacked} dari biayanya {cost}.",
        "Not funded: its {votes} supporters had {had} left between them, "
        "{lacked} less than its cost of {cost}.",
    ),
    "phragmen won": (
        "Didanai sebagai yang ke-{place}: {votes} pendukungnya memiliki {cost} bersama "
        "begitu setiap pemilih telah menerima {figure}.",
        "Funded as number {place}: its {votes} supporters owned {cost} together "
        "as soon as every voter had received {figure}.",
    ),
    "phragmen lost": (
        "Tidak didanai: ketika penghitungan berhenti, {votes} pendukungnya memiliki {had} bersama; "
        "kurang {lacked} dari biayanya {cost}.",
        "Not funded: when the count stopped its {votes} supporters owned {had} together, "
        "{lacked} less than its cost of {cost}.",
    ),
    "limit lost": (
        "Tidak didanai: biayanya {cost} melebihi dana yang tersisa; kurang {lacked}.",
        "Not funded: its cost of {cost} exceeded what was left of the budget, by {lacked}.",
    ),
    "free won": (
        "Didanai sebagai yang ke-{place}: tidak memerlukan biaya dan didukung {votes} pemilih.",
        "Funded as number {place}: it costs nothing and {votes} voters support it.",
    ),
    "free lost": (
        "Tidak dipilih: proyek tanpa biaya tidak menambah nilai menurut aturan yang menimbang biaya; "
        "{votes} pemilih mendukungnya.",
        "Not chosen: a project without cost adds no worth under a rule that weighs costs; "
        "{votes} voters support it.",
    ),
    "unwanted lost": (
        "Tidak didanai: tidak ada pemilih yang mendukungnya, sehingga seluruh biayanya {cost} kurang.",
        "Not funded: no voter supports it, so all of its cost of {cost} was lacking.",
    ),
}


def summary(outcome: Outcome, lang: str) -> str:
    """Say in a few sentences what was counted and what came out."""
    budget = outcome.budget
    left = budget.limit - outcome.spent
    voters, projects = (number(f"{n:,}", lang) for n in (budget.voters, len(budget.ids)))
    limit, spent_text, left_text = (money(m, budget, lang) for m in (budget.limit, outcome.spent, left))
    if lang == "id":
        text = (
            f"{voters} pemilih memilih di antara {projects} proyek. Menurut {RULE_NAMES[outcome.rule][0]}, "
            f"{len(outcome.winners)} proyek didanai: {spent_text} dari {limit}; tersisa {left_text}."
        )
        if outcome.completion != "none" and not outcome.raised:
            text += " Uang pemilih tidak perlu dinaikkan."
        elif outcome.completion != "none":
            text += f" Uang setiap pemilih dinaikkan {money(outcome.raised * budget.unit, budget, lang)}."
        return text
    funded = len(outcome.winners)
    are = "project is" if funded == 1 else "projects are"
    text = (
        f"{voters} {'voter' if budget.voters == 1 else 'voters'} chose among "
        f"{projects} {'project' if len(budget.ids) == 1 else 'projects'}. "
        f"By {RULE_NAMES[outcome.rule][1]}, {funded} {are} funded: "
        f"{spent_text} of {limit}; {left_text} is left."
    )
    if outcome.completion != "none" and not outcome.raised:
        text += " Voters' money did not have to be raised."
    elif outcome.completion != "none":
        text += f" Every voter's money was raised by {money(outcome.raised * budget.unit, budget, lang)}."
    return text
