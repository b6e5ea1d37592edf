"""Which fields a page takes: what its forms hold and no other (ASVS 5.0, V15.3.3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fnmatch import translate
from typing import Any, TypeVar

from django.forms import Form, ModelForm
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from rembuk.shared.public_words import AS_IT_STANDS, PublicForm

View = TypeVar("View", bound=Callable[..., Any])
Kind = type[Form] | type[ModelForm[Any]]
Taken = str | Kind | tuple[str, Kind]
# Django's own proof that the form is ours.
ALWAYS = frozenset({"csrfmiddlewaretoken"})


class _Asked(MultiValueDict[str, Any]):
    """Remember which names a widget looks for in what was sent; there is nothing in it."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return False

    def get(self, name: str, default: Any = None) -> Any:
        """Remember NAME and return DEFAULT."""
        self.names.add(name)
        return default

    def getlist(self, name: str, default: Any = None) -> Any:
        """Remember NAME and return DEFAULT, a list where there is none."""
        self.names.add(name)
        return [] if default is None else default


def names_of(form: Kind, prefix: str = "") -> Iterator[str]:
    """Yield the names under which FORM reads what was sent, but for fields added when it is made."""
    for name, field in form.base_fields.items():
        asked = _Asked()
        field.widget.value_from_datadict(asked, asked, f"{prefix}-{name}" if prefix else name)
        yield from asked.names
    if issubclass(form, PublicForm):
        yield f"{prefix}-{AS_IT_STANDS}" if prefix else AS_IT_STANDS


def takes(*taken: Taken) -> Callable[[View], View]:
    """Let a page take the fields TAKEN when it is posted to, and no other.

    A name stands for itself (`*` for any run of characters), a form for all names it reads, a pair for a
    form under a prefix. `rembuk.site.middleware.fields` refuses the rest before the view is asked.
    """
    names = ALWAYS | {name for one in taken for name in _names(one)}
    known = re.compile("|".join(map(translate, sorted(names))))

    def mark(view: View) -> View:
        view.__dict__["takes"] = known
        return view

    return mark


def unknown_in(view: Callable[..., Any], request: HttpRequest) -> list[str]:
    """Return the names in what was sent in REQUEST that VIEW does not take, sorted.

    A view that says nothing is one that is not posted to, and refuses that itself.
    """
    known: re.Pattern[str] | None = getattr(view, "takes", None)
    if known is None:
        return []
    return sorted(name for name in {*request.POST, *request.FILES} if not known.fullmatch(name))


def _names(one: Taken) -> Iterator[str]:
    if isinstance(one, str):
        yield one
    elif isinstance(one, tuple):
        yield from names_of(one[1], one[0])
    else:
        yield from names_of(one)
