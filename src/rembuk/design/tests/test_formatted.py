"""Formatted text shows what was meant and runs nothing."""

from __future__ import annotations

import re
import time

import pytest
from django.template import Context, Template

from rembuk.design.formatted import LONGEST, formatted, plain

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\nscript:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:msgbox(1))",
    "[a](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "![a](https://x.example/a.png)",
    "![a](data:image/png;base64,iVBOR)",
    '[a](https://x.example/" onmouseover="alert(1))',
    '[a](https://x.example/ "t" onclick="alert(1)")',
    "[<img src=x onerror=alert(1)>](https://x.example)",
    "**<b onclick=alert(1)>**x**",
    "[a](//x.example)",
    "[a](/\\x.example)",
    "[a](x)",
    "[a]: javascript:alert(1)\n\n[a]",
    "    <script>alert(1)</script>",
    "```html\n<script>alert(1)</script>\n```",
    "`<script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "# <script>alert(1)</script>",
    "- <iframe src=//x.example>",
    "<style>*{display:none}</style>",
    "<!-- <script> -->",
    "\x00<script\x00>alert(1)</script>",
    "<a href='https://x.example' style='position:fixed'>x</a>",
    "[" * 5000 + "](x)" * 1000,
    "**a _" * 1900,
    "> " * 4000 + "x",
    "- " * 4000 + "x",
    "x" * (LONGEST + 1) + "<script>",
]
TAG = re.compile(r"<(/?[a-z][a-z0-9]*)([^>]*)>")
ALLOWED = {"p", "br", "ul", "ol", "li", "strong", "em", "a", "h3", "h4", "h5", "h6"}
LINK = re.compile(r' href="(?:https?:|mailto:|/(?!/))[^"\s<>]*" rel="nofollow noopener noreferrer"')


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_leaves_only_harmless_tags_and_links(text: str) -> None:
    before = time.process_time()
    html = formatted(text, "Karena")
    assert time.process_time() - before < 2
    for name, attributes in TAG.findall(html):
        assert name.strip("/") in ALLOWED, html[:200]
        if attributes:
            assert name == "a", html[:200]
            assert LINK.fullmatch(attributes), html[:200]
    assert html.count("<") == len(TAG.findall(html))
    assert "<" not in plain(text) or "<" in text


def test_paragraphs_lists_bold_words_and_links_are_shown() -> None:
    html = formatted(
        "Satu\nbaris\n\n- **tebal**\n- *miring*\n\n1. [peta](https://x.example/jalan aman?a=1&b=é)"
    )
    assert html.startswith("<p>Satu<br>\nbaris</p>")
    assert "<li><strong>tebal</strong></li>" in html
    assert "<em>miring</em>" in html
    html = formatted("[peta](<https://x.example/jalan aman?a=1&b=é>)")
    address = "https://x.example/jalan%20aman?a=1&amp;b=%C3%A9"
    assert html == f'<p><a href="{address}" rel="nofollow noopener noreferrer">peta</a></p>'


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("[bank.example](https://jahat.example/a)", "bank.example (jahat.example)"),
        ("[https://kpu.go.id/](https://jahat.example)", "https://kpu.go.id/ (jahat.example)"),
        ("[rapat](https://xn--kp-xka.example/)", "rapat (xn--kp-xka.example)"),
        ("[jahat.example](https://jahat.example/a)", "jahat.example"),
        ("[www.jahat.example](https://jahat.example/a)", "www.jahat.example"),
        ("[peta jalan](https://peta.example/a)", "peta jalan"),
        ("[kpu.go.id](/r/contoh/)", "kpu.go.id"),
    ],
)
def test_link_that_names_another_host_than_it_leads_to_shows_where_it_leads(typed: str, shown: str) -> None:
    assert re.search(r">([^<]*)</a>", formatted(typed))[1] == shown


def test_link_to_a_page_of_this_site_stays_short() -> None:
    assert '<a href="/g/118/" rel=' in formatted("[gagasan](/g/118/)")


def test_headings_begin_at_the_third_rank_whatever_was_typed() -> None:
    assert formatted("# A\n\n### B\n\n###### C") == "<h3>A</h3>\n<h4>B</h4>\n<h5>C</h5>"
    assert formatted("##### A") == "<h3>A</h3>"


def test_lead_word_opens_the_first_paragraph_or_stands_before_a_list() -> None:
    assert formatted("murah & cepat", "Karena") == "<p><strong>Karena</strong> murah &amp; cepat</p>"
    assert formatted("- murah", "Karena").startswith("<p><strong>Karena</strong></p>")
    assert formatted("x", "<b>").startswith("<p><strong>&lt;b&gt;</strong> x")


def test_plain_words_keep_no_marks() -> None:
    text = "**Lebih** cepat\nkarena [dekat](https://x.example).\n\n- satu\n- dua"
    assert plain(text) == "Lebih cepat karena dekat. satu dua"


def test_filter_shows_nothing_for_nothing_and_does_not_escape_twice() -> None:
    template = Template("{% load design %}{{ text|formatted }}")
    assert template.render(Context({"text": ""})) == ""
    assert template.render(Context({"text": "a & **b**"})) == "<p>a &amp; <strong>b</strong></p>"
