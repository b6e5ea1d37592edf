"""Formatted text: what the office writes in long fields, as paragraphs, lists, bold words and links.

CommonMark by markdown-it-py with HTML, pictures and code switched off, then cleaned by nh3: two locks, so
that a hole in one lets nothing run.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import urlsplit

import nh3
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

LONGEST = 10_000
# What costs the parser time: a page of 6,000 letters has some two hundred of these, a hostile one only these.
MARKS_OF_A_PARSER, MOST_MARKS = re.compile(r"[\[\]*_#<>!\\\n-]"), 1_000
FIRST_HEADING, LAST_HEADING = 3, 6
OFF = ("image", "html_block", "html_inline", "code", "fence", "backticks", "reference", "entity")
PLAIN_OFF = ("blockquote", "hr", "lheading")
TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "a", "h3", "h4", "h5", "h6"}
SCHEMES = {"http", "https", "mailto"}
# What reads like the address of a host in the words of a link.
HOST = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
REL = "nofollow noopener noreferrer"
MARKS = _(
    "Boleh memakai paragraf, daftar yang barisnya diawali tanda -, **tebal**, dan [tautan](https://alamat)."
)


def with_marks(help_text: str | Promise = "") -> Any:
    """Return HELP_TEXT followed by what the field understands."""
    return format_lazy("{} {}", help_text, MARKS) if help_text else format_lazy("{}", MARKS)


def formatted(text: str, lead: str = "") -> SafeString:
    """Return TEXT as safe HTML; LEAD is a bold word that opens its first paragraph.

    Headings become h3 and below, whatever they were. Text beyond 10,000 characters, or with more than 1,000
    marks and line ends, stands as it was typed: reading it would take a tenth of a second or more.
    """
    if _too_much(text):
        opening = f"<strong>{escape(lead)}</strong> " if lead else ""
        return mark_safe(f"<p>{opening}{escape(text)}</p>")
    tokens = _parser().parse(text)
    _demote(tokens)
    _show_hosts(tokens)
    if lead:
        tokens = _led(tokens, lead)
    raw = _parser().renderer.render(tokens, _parser().options, {})
    return mark_safe(
        nh3.clean(raw, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=REL).strip()
    )


def plain(text: str) -> str:
    """Return the words of TEXT without its marks, in one line: for mail, the trace and share tags."""
    if _too_much(text):
        return " ".join(text.split())
    parts = [_words(token) for token in _parser().parse(text) if token.type == "inline"]
    return " ".join(" ".join(parts).split())


def _too_much(text: str) -> bool:
    return len(text) > LONGEST or len(MARKS_OF_A_PARSER.findall(text)) > MOST_MARKS


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """Let a link lead to the web, to a mailbox or to a page of this site; anything else stays text."""
        here = url.startswith("/") and not url.startswith(("//", "/\\"))
        return here or url.partition(":")[0].lower() in SCHEMES


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    options = {"html": False, "breaks": True, "linkify": False, "typographer": False, "maxNesting": 12}
    return _Parser("commonmark", options).disable([*OFF, *PLAIN_OFF])


def _words(inline: Token) -> str:
    return "".join(
        " " if token.type in ("softbreak", "hardbreak") else token.content for token in inline.children or ()
    )


def _demote(tokens: list[Token]) -> None:
    """Let the highest heading used be h3, the next h4: a page has its h1 and h2 of its own."""
    used = sorted({token.tag for token in tokens if token.type == "heading_open"})
    fresh = {tag: f"h{min(LAST_HEADING, FIRST_HEADING + at)}" for at, tag in enumerate(used)}
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = fresh[token.tag]


def _show_hosts(tokens: list[Token]) -> None:
    """Put the real host behind the words of a link that name another, or where its letters may deceive."""
    for inline in (token for token in tokens if token.children):
        shown: list[Token] = []
        words, host = "", ""
        for token in inline.children or ():
            if token.type == "link_open":
                words, host = "", _host_of(str(token.attrGet("href") or ""))
            elif token.type == "link_close" and host and _deceives(words, host):
                shown.append(_text(f" ({host})"))
            words += token.content
            shown.append(token)
        inline.children = shown


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _deceives(words: str, host: str) -> bool:
    named = {name.removeprefix("www.") for name in HOST.findall(words.casefold())}
    strange = not host.isascii() or any(label.startswith("xn--") for label in host.split("."))
    return strange or bool(named - {host.removeprefix("www.")})


def _led(tokens: list[Token], lead: str) -> list[Token]:
    opening = [Token("strong_open", "strong", 1), _text(lead), Token("strong_close", "strong", -1)]
    if len(tokens) > 1 and tokens[0].type == "paragraph_open" and tokens[1].children is not None:
        tokens[1].children = [*opening, _text(" "), *tokens[1].children]
        return tokens
    inline = Token("inline", "", 0, children=opening)
    return [Token("paragraph_open", "p", 1), inline, Token("paragraph_close", "p", -1), *tokens]


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)
