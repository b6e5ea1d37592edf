"""English stands beside every Indonesian phrase, with the same placeholders."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[2] / "src" / "rembuk"
CALLS = {
    "_",
    "gettext",
    "gettext_lazy",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "gettext_noop",
}
STRING = r"""u?(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|'''.*?'''|\"\"\".*?\"\"\")"""
IN_TEMPLATE = re.compile(rf"\b(_|n?p?gettext)\(\s*({STRING})(?:\s*,\s*({STRING}))?", re.S)
DOMAINS = sorted(
    path.parent.name for path in SOURCE.glob("*/__init__.py") if path.parent.name not in ("reckon", "shared")
)


def phrases_of_python(text: str) -> set[str]:
    """Return the phrases that TEXT hands to gettext."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in CALLS and node.args:
            first = node.args[1] if name.startswith("pgettext") else node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(first.value)
    return found


def phrases_of_template(text: str) -> set[str]:
    """Return the phrases that the template TEXT shows."""
    found = set()
    for call in IN_TEMPLATE.finditer(templatize(text)):
        which = call.group(3) if "pgettext" in call.group(1) else call.group(2)
        found.add(ast.literal_eval(which.removeprefix("u")))
    return found - {""}


def phrases(domain: str) -> set[str]:
    """Return every phrase of DOMAIN."""
    found: set[str] = set()
    for path in (SOURCE / domain).rglob("*.py"):
        if not {"tests", "migrations"} & set(path.parts):
            found |= phrases_of_python(path.read_text())
    for folder in (SOURCE / domain).rglob("templates"):
        for path in folder.rglob("*.*"):
            if path.suffix in (".html", ".txt", ".svg"):
                found |= phrases_of_template(path.read_text())
    return found - {""}


def test_reader_of_templates_finds_each_way_to_write_a_phrase() -> None:
    text = (
        '{% translate "Satu" %}{% translate "Dua" as dua %}{{ _("Tiga") }}'
        "{% blocktranslate count n=n %}Empat {{ n }}{% plural %}Empat-empat {{ n }}{% endblocktranslate %}"
        "{% blocktranslate trimmed %}\n  Lima\n  baris\n{% endblocktranslate %}"
        '{% include "x.html" with label=_("Enam") %}'
    )
    assert phrases_of_template(text) == {"Satu", "Dua", "Tiga", "Empat %(n)s", "Lima baris", "Enam"}


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_phrase_of_a_domain_has_its_english(domain: str) -> None:
    wanted = phrases(domain)
    file = SOURCE / domain / "locale" / "en" / "LC_MESSAGES" / "django.po"
    entries = {entry.msgid: entry for entry in polib.pofile(str(file))} if file.exists() else {}
    assert sorted(phrase for phrase in wanted if phrase not in entries) == []
    untranslated = [
        entry.msgid for entry in entries.values() if entry.fuzzy or not (entry.msgstr or entry.msgstr_plural)
    ]
    assert untranslated == []
    for entry in entries.values():
        for english in [entry.msgstr, *entry.msgstr_plural.values()]:
            if english:
                marks = set(re.findall(r"%\(\w+\)\w|\{\w+\}", english))
                allowed = set(re.findall(r"%\(\w+\)\w|\{\w+\}", entry.msgid + entry.msgid_plural))
                assert marks <= allowed, entry.msgid
