"""Label texts by language, kind, subject, spam and abuse, with a probability and the words that spoke."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rembuk.reckon.text_analysis.meaning import Meaning, known, read
from rembuk.reckon.text_analysis.tables import bag

LANGUAGES = ("ind", "jav", "sun", "min", "bew", "mad", "ban", "eng")
KINDS = ("idea", "question", "complaint", "praise", "other")


class Label(NamedTuple):
    """Hold one label: its value, the probability that it is right (0 to 1), the words that spoke for it."""

    value: str
    probability: float
    because: tuple[str, ...]


class Flag(NamedTuple):
    """Hold one yes-or-no label; `probability` is that of yes."""

    value: bool
    probability: float
    because: tuple[str, ...]


class Labels(NamedTuple):
    """Hold the labels of one text.

    `language` is ISO 639-3; `kind` one of KINDS; `subject` "level1" or "level1/level2"; `spam_reason` is ""
    or iklan, judi, berantai, penipuan, luar-urusan (nothing to do with public life).
    """

    language: Label
    kind: Label
    subject: Label
    spam: Flag
    abusive: Flag
    spam_reason: str


_TELLING = {
    "jav": bag(
        "ora ojo iki kuwi wis durung karo sing nang ning neng ing dalan kanggo piye kudu banyu aku mbok"
    ),
    "sun": bag("teu ulah ieu eta geus acan jeung nu di anu keur kumaha kudu cai abdi urang atuh naon sakola"),
    "min": bag("indak jan iko itu alah alun jo nan untuak baa aia awak ndak kito rancak banyak bana"),
    "bew": bag("kagak nyang ntu ame aye ape gimane kudu ente ude kite ade bae kalo"),
    "eng": bag("the and is are of to please road this that with for not we our they you it"),
    "mad": bag("ban se reya bada tak mon oreng sengko kabbhi"),
    "ban": bag("sane ring tiang nenten ane ajak tusing ngelah puniki"),
}
_KIND_WORDS = {
    "idea": bag(
        "tolong mohon usul saran harap sebaiknya minta ingin agar supaya harus perlu ayo segera bangun"
    ),
    "question": bag("? apa kapan bagaimana siapa apakah mana berapa"),
    "complaint": bag("rusak parah kecewa mengapa kurang lambat mahal bau macet susah"),
    "praise": bag("terima_kasih bagus mantap hebat salut keren apresiasi alhamdulillah"),
}
_SPAM_WORDS = bag(
    "promo diskon slot gacor maxwin togel jackpot jualan klik order dm ready follow giveaway pinjaman cair "
    "dapatkan hadiah transfer rekening viagra obat pembesar bonus deposit depo jepe reseller ongkir"
)
_ABUSE_WORDS = bag("anjing bangsat babi goblok bodoh tolol kampret bajingan asu jancuk bacot monyet")


def label(texts: Sequence[str]) -> list[Labels]:
    """Return the labels of each of TEXTS, in order; any string is accepted."""
    return [_one(read(text)) for text in texts]


def _one(meaning: Meaning) -> Labels:
    raw = [word.lower() for word in meaning.raw]
    spam = tuple(word for word in raw if word in _SPAM_WORDS)
    abuse = tuple(word for word in meaning.words if word in _ABUSE_WORDS)
    return Labels(
        _best({name: [word for word in raw if word in table] for name, table in _TELLING.items()}, "ind"),
        _best({n: [w for w in meaning.words if w in table] for n, table in _KIND_WORDS.items()}, "other"),
        _subject(meaning),
        Flag(len(spam) > 1, _share(len(spam)), spam),
        Flag(bool(abuse), _share(2 * len(abuse)), abuse),
        "iklan" if len(spam) > 1 else "",
    )


def _best(found: dict[str, list[str]], fallback: str) -> Label:
    name = max(found, key=lambda n: (len(found[n]), n))
    if not found[name]:
        return Label(fallback, 0.5, ())
    total = sum(len(words) for words in found.values()) + 1
    return Label(name, len(found[name]) / total, tuple(dict.fromkeys(found[name]))[:3])


def _share(count: int) -> float:
    return count / (count + 1)


def _subject(meaning: Meaning) -> Label:
    votes: dict[str, list[str]] = {}
    for word in meaning.words:
        concept = known(word)
        if concept is not None and concept.subject:
            votes.setdefault(concept.subject, []).append(word)
    return _best(votes, "lain") if votes else Label("lain", 0.5, ())
