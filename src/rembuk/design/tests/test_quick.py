"""Tests of the short ways of templates: Django's own answers are asked beside ours."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Engine, VariableDoesNotExist, base
from django.templatetags import i18n
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy, trans_real

from rembuk.design import quick

ENGINE = Engine.get_default()


class Silent(Exception):
    silent_variable_failure = True


class Thing:
    """Have what templates meet: attributes, methods of each kind, properties that fail."""

    shown = "<b>&'\""
    zero = 0

    def plain(self):
        return "called"

    def wants(self, more):
        return more

    def dangerous(self):
        raise AssertionError("called")

    dangerous.alters_data = True

    def apart(self):
        raise AssertionError("called")

    apart.do_not_call_in_templates = True

    def inner_type_error(self):
        return len(3)

    def quiet(self):
        raise Silent

    @property
    def broken(self):
        raise AttributeError("inside")


class Keyed(Thing):
    def __getitem__(self, key):
        if key == "wrong":
            raise ValueError
        return {"zero": "item"}[key]


THINGS = {
    "thing": Thing(), "keyed": Keyed(), "kind": Thing, "lazy": SimpleLazyObject(Thing), "none": None,
    "word": "a&b", "row": ["nol", ("satu", "dua")], "table": {"a": {"b": "<i>"}, "1": "text", 2: "two",
    "items": "own", "call": lambda: {"x": 1}}, "html": mark_safe("<b>"), "number": 1234567, "part": 1234.5,
    "decimal": Decimal("1234.50"), "yes": True, "day": date(2026, 11, 22), "phrase": gettext_lazy("Halaman"),
    "moment": datetime(2026, 11, 22, 14, tzinfo=UTC), "context": Context({"x": 1, "push": 2}),
}  # fmt: skip
WORDS = """thing.shown thing.zero thing.plain thing.wants thing.dangerous thing.apart thing.inner_type_error
thing.quiet thing.broken thing.none keyed.zero keyed.wrong keyed.shown keyed.0 kind.zero kind.plain lazy.shown
lazy.plain none none.x word word.upper word.0 word.9 row.0 row.1.1 row.7 row.x table.a.b table.1 table.2
table.items table.keys table.call.x table.x html html.upper number part decimal yes day phrase moment
context.x context.push context.pop context.y missing missing.x push flatten dicts True None"""


def _told(ask):
    try:
        found = ask()
    except Exception as error:
        return type(error), str(error)
    return type(found), getattr(found, "__name__", None) or str(found)


@pytest.mark.parametrize("name", WORDS.split())
def test_a_name_is_looked_up_as_django_does_it(name):
    context = Context(THINGS)
    context.template = ENGINE.from_string("")
    variable = base.Variable(name)

    assert _told(lambda: variable.resolve(context)) == _told(lambda: _by_django(variable, context))


def _by_django(variable, context):
    return variable.literal if variable.lookups is None else quick._lookup(variable, context)


def test_a_name_that_is_missing_is_told_as_missing():
    with pytest.raises(VariableDoesNotExist, match=r"Failed lookup for key \[missing\]"):
        base.Variable("missing").resolve(Context())


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("escapes", [True, False])
@pytest.mark.parametrize("name", list(THINGS))
def test_a_value_is_shown_as_django_shows_it(name, escapes, language):
    context = Context(autoescape=escapes)
    with translation.override(language):
        short = quick.value_in_context(THINGS[name], context)
        long = quick._value_in_context(THINGS[name], context)

    assert (short, type(short)) == (long, type(long))


PHRASES = [
    '{% translate "Halaman" %}',
    '{% translate "Halaman"|upper %}', '{% translate "100%" %}<{% translate "" %}',
    '{% translate "Halaman" noop %}', '{% translate word %}', '{% translate "Halaman" as x %}{{ x }}',
    '{% translate "a < b" %}', '{% blocktranslate with a=word %}{{ a }} 5 %{% endblocktranslate %}',
    "{% blocktranslate count n=number %}satu {{ word }}{% plural %}{{ n }} {{ word }}{% endblocktranslate %}",
    '{% autoescape off %}{% translate "Halaman" %}{{ word }}{% endautoescape %}{% translate "Halaman" %}',
    '{% include "design/mark.html" %}{% include "design/menu.html" with items=none only %}{% include name %}',
    '{% for x in row %}{% include "design/empty.html" with sentence=x %}{% endfor %}',
]  # fmt: skip


@pytest.mark.parametrize("text", PHRASES)
def test_phrases_and_parts_are_the_same_in_each_language_again_and_again(text, monkeypatch):
    def shown():
        template, told = ENGINE.from_string("{% load i18n %}" + text), []
        for language in ("id", "en", "id", "en"):
            with translation.override(language):
                told.append(template.render(Context(THINGS | {"name": "design/mark.html"})))
        return told

    short = shown()
    for kind, name, own in (
        (base.Variable, "_resolve_lookup", quick._lookup),
        (trans_real.DjangoTranslation, "gettext", quick._gettext),
        (i18n.TranslateNode, "render", quick._translate),
        (i18n.BlockTranslateNode, "render_token_list", quick._token_list),
        (quick.loader_tags.IncludeNode, "render", quick._include),
    ):
        monkeypatch.setattr(kind, name, own)

    assert short == shown()
    assert short[:2] == short[2:]


def test_a_phrase_says_both_languages_and_stays_safe_as_it_came():
    with translation.override("en"):
        assert gettext("Halaman utama tidak dikenal") == "Halaman utama tidak dikenal"
        assert isinstance(gettext(mark_safe("Menu")), SafeString)
        assert not isinstance(gettext("Menu"), SafeString)
        assert gettext("Daftar") != gettext("Halaman")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("view", "args", "named"),
    [
        ("idea-voices", [7], {}), ("ideas", [], {"slug": "a"}), ("ideas", [], {"slug": "b"}),
        ("ideas", [], {"slug": "a/b"}), ("subject", [], {"slug": "a", "subject": "x y"}),
        ("idea-voices", [True], {}), ("idea-voices", ["7"], {}), ("idea-voices", [], {}), ("nowhere", [], {}),
        ("ideas", ["a"], {"slug": "a"}), ("idea-voices", [1.0], {}), ("idea-voices", [None], {}),
    ],
)  # fmt: skip
def test_an_address_is_put_together_as_django_does_it(view, args, named):
    def short():
        return get_resolver()._reverse_with_prefix(view, "/", *args, **named)

    def long():
        return quick._reverse(get_resolver(), view, "/", *args, **named)

    assert _told(short) == _told(long) == _told(short)


def test_an_address_that_does_not_exist_is_refused_each_time():
    for _ in range(2):
        with pytest.raises(NoReverseMatch):
            reverse("nowhere", args=[3])


def test_what_is_remembered_is_bounded():
    resolver = get_resolver()
    reverse("idea-voices", args=[1])
    assert resolver._known.cache_info().maxsize == quick.MOST_ADDRESSES

    known = trans_real.translation("en")
    for number in range(3):
        known.gettext(f"tak ada {number}")
    assert 3 <= len(known._known) <= quick.MOST_PHRASES
