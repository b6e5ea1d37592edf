"""Django's templates and phrases by shorter ways: the same characters, a third less work.

A page looks up some four hundred variables and some eighty phrases. Django's own ways are general: an
attribute is first tried as a key, a phrase is looked up in four tables, an address is put together and
matched anew. `quicken` puts the functions below in the place of Django's, once, when design switches on. Each
gives what Django's gives (tests/test_quick.py asks both); where the short way does not lead, Django's runs.
What is kept is bounded: phrases of templates, parsed templates, and the addresses last asked for.

Written against Django 5.2; a newer one is asked by the same tests.
"""

from __future__ import annotations

import html
import threading
from functools import lru_cache, partial
from inspect import signature
from typing import Any

from django.template import base, defaulttags, loader_tags
from django.template.context import BaseContext
from django.templatetags import i18n
from django.urls.resolvers import URLResolver
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import trans_real

MOST_PHRASES, MOST_ADDRESSES = 20_000, 8_192
_value_in_context: Any = base.render_value_in_context
_lookup: Any = vars(base.Variable)["_resolve_lookup"]
_gettext: Any = trans_real.DjangoTranslation.gettext
_translate: Any = i18n.TranslateNode.render
_token_list: Any = i18n.BlockTranslateNode.render_token_list
_include: Any = loader_tags.IncludeNode.render
_reverse: Any = vars(URLResolver)["_reverse_with_prefix"]


def quicken() -> None:
    """Put the short ways in place; again changes nothing."""
    for module in (base, defaulttags, i18n):
        vars(module)["render_value_in_context"] = value_in_context
    ways: list[tuple[Any, str, Any]] = [
        (base.Variable, "_resolve_lookup", lookup),
        (trans_real.DjangoTranslation, "gettext", gettext),
        (i18n.TranslateNode, "render", translate),
        (i18n.BlockTranslateNode, "render_token_list", token_list),
        (loader_tags.IncludeNode, "render", include),
        (URLResolver, "_reverse_with_prefix", reverse),
    ]
    for kind, name, way in ways:
        setattr(kind, name, way)
    inside: Any = trans_real
    if not isinstance(inside._active, threading.local):
        # Pages run in threads; the event loop in front of them speaks no language.
        own: Any = threading.local()
        if hasattr(inside._active, "value"):
            own.value = inside._active.value
        inside._active = own


def value_in_context(value: Any, context: Any) -> Any:
    """Return VALUE as it stands on the page: text has neither a time zone nor separators."""
    if isinstance(value, Promise):
        value = str(value)
    kind = type(value)
    if kind is SafeString:
        return value
    if kind is str:
        return SafeString(html.escape(value)) if context.autoescape else value
    return _value_in_context(value, context)


def lookup(self: Any, context: Any) -> Any:
    """Resolve a dotted name: as Django does, without raising where a thing has no keys at all."""
    bits = self.lookups
    current = _first(self, bits[0], context)
    try:
        if callable(current):
            current = _called(current, context)
        for bit in bits[1:]:
            if hasattr(type(current), "__getitem__"):
                try:
                    current = current[bit]
                except (TypeError, AttributeError, KeyError, ValueError, IndexError):
                    current = _attribute(current, bit)
            else:
                current = _attribute(current, bit)
            if callable(current):
                current = _called(current, context)
    except Exception as error:
        base.logger.debug("Exception while resolving variable '%s'.", self.var, exc_info=True)
        if not getattr(error, "silent_variable_failure", False):
            raise
        return context.template.engine.string_if_invalid
    return current


def _first(variable: Any, name: str, context: Any) -> Any:
    """Return what the context holds under NAME; where nothing, tell so."""
    for part in reversed(context.dicts):
        if name in part:
            return part[name]
    if hasattr(type(context), name):
        return _lookup(variable, context)
    raise base.VariableDoesNotExist("Failed lookup for key [%s] in %r", (name, context))


def _attribute(thing: Any, name: str) -> Any:
    """Return the attribute NAME of THING, else its item of that number."""
    try:
        # A context's own methods are no variables.
        if isinstance(thing, BaseContext) and getattr(type(thing), name):
            raise AttributeError
        return getattr(thing, name)
    except (TypeError, AttributeError):
        # A property that failed is not a name that is missing.
        if not isinstance(thing, BaseContext) and name in dir(thing):
            raise
        try:
            return thing[int(name)]
        except (IndexError, ValueError, KeyError, TypeError):
            raise base.VariableDoesNotExist("Failed lookup for key [%s] in %r", (name, thing)) from None


def _called(thing: Any, context: Any) -> Any:
    """Call THING if templates may, as Django does."""
    if getattr(thing, "do_not_call_in_templates", False):
        return thing
    if getattr(thing, "alters_data", False):
        return context.template.engine.string_if_invalid
    try:
        return thing()
    except TypeError:
        try:
            signature(thing).bind()
        except (TypeError, ValueError):
            # It wants arguments, or does not say.
            return context.template.engine.string_if_invalid
        raise


def gettext(self: Any, message: str) -> Any:
    """Return MESSAGE in the language of this catalogue, asked of it once."""
    known = self.__dict__.setdefault("_known", {})
    found = known.get(message)
    if found is None:
        found = _gettext(self, message)
        if len(known) < MOST_PHRASES:
            known[str(message)] = found
    return found


def translate(self: Any, context: Any) -> Any:
    """Return a phrase that is written in the template itself, worked out once for each language."""
    phrase = self.filter_expression
    if self.asvar or self.message_context or self.noop or phrase.filters or phrase.var.lookups is not None:
        return _translate(self, context)
    key = (trans_real.catalog(), context.autoescape)
    known = self.__dict__.setdefault("_known", {})
    if key not in known:
        known[key] = _translate(self, context)
    return known[key]


def token_list(self: Any, tokens: Any) -> tuple[Any, list[str]]:
    """Return the phrase of a block and its variables, read once."""
    known = self.__dict__.setdefault("_known", {})
    if id(tokens) not in known:
        known[id(tokens)] = _token_list(self, tokens)
    message, names = known[id(tokens)]
    # Django adds the plural's names to the list it gets.
    return message, list(names)


def include(self: Any, context: Any) -> Any:
    """Render an included template that is named in the text, looked for once."""
    engine, name = context.template.engine, self.template.var
    if engine.debug or self.template.filters or not isinstance(name, str):
        return _include(self, context)
    known: Any = self.__dict__.get("_known")
    if known is None or known[0] is not engine:
        path = loader_tags.construct_relative_path(self.origin.template_name, name)
        known = self._known = (engine, engine.select_template((path,)))
    values = {name: value.resolve(context) for name, value in self.extra_context.items()}
    if self.isolated_context:
        return known[1].render(context.new(values))
    with context.push(**values):
        return known[1].render(context)


def reverse(self: Any, lookup_view: Any, _prefix: str, *args: Any, **kwargs: Any) -> Any:
    """Return the address of a view, those last asked for from memory."""
    for value in (*args, *kwargs.values()):
        if type(value) not in (str, int):
            return _reverse(self, lookup_view, _prefix, *args, **kwargs)
    known = self.__dict__.get("_known")
    if known is None:
        known = self._known = lru_cache(MOST_ADDRESSES)(partial(_asked, self))
    return known(lookup_view, _prefix, args, tuple(kwargs.items()))


def _asked(resolver: Any, view: Any, prefix: str, args: Any, named: Any) -> Any:
    return _reverse(resolver, view, prefix, *args, **dict(named))
