"""What a lottery over panels leaves unproven, as data and in words."""

from __future__ import annotations

from dataclasses import dataclass

# Exact searches over whole panels, each of half a second to some seconds where quotas are tight.
SEARCHES = 100


@dataclass(frozen=True)
class Unproven:
    """Say of how many people the chances are not proven the fairest.

    `had` is the smallest chance among them; no lottery that gives all others their proven chances gives each
    of them more than `at_most`. Where `of` is "product" both are geometric means of the chances.
    """

    people: int
    had: float
    at_most: float
    of: str = "least"

    def words(self, lang: str) -> str:
        """Say it in one sentence, in LANG ("id" or "en")."""
        product = self.of == "product"
        if lang == "en":
            what = "the geometric mean of all chances" if product else "the least chance among them"
            whom = "1 person" if self.people == 1 else f"{self.people} people"
            return (
                f"Not proven the fairest for {whom}: {what} is {self.had:.3%}; "
                f"no lottery can raise it above {self.at_most:.3%}."
            )
        what = "rata-rata geometris semua peluang" if product else "peluang terkecil mereka"
        return (
            f"Belum terbukti paling adil bagi {self.people} orang: {what} {self.had:.3%}; "
            f"tak ada undian yang membuatnya di atas {self.at_most:.3%}."
        )
