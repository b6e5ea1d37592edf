"""What single pages may do beyond the content security policy of all (CSP Level 3, W3C)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.http import HttpResponse

View = TypeVar("View", bound=Callable[..., HttpResponse])


def plays_sound(view: View) -> View:
    """Let the page of VIEW play recordings that we keep."""
    return _typed(csp_update({"media-src": [SELF]}), view)


def records_sound(view: View) -> View:
    """Let the page of VIEW play what its reader has just recorded, too."""
    return _typed(csp_update({"media-src": [SELF, "blob:"]}), view)


def under(policy: dict[str, list[str]]) -> Callable[[View], View]:
    """Return a decorator that puts a page under POLICY instead of the policy of all."""
    return lambda view: _typed(csp_replace(policy), view)


def _typed(decorator: object, view: View) -> View:
    # django-csp types its decorators for views without arguments; they hand on whatever comes.
    return cast("Callable[[View], View]", decorator)(view)
