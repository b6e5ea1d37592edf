"""The published rules of Mozilla's HTTP Observatory, computed from the headers that were captured.

Rules: "Tests & Scoring" of the HTTP Observatory and the table of its scanner (mdn-http-observatory, 2025).
Each test gives one result and its points; bonuses count only where 90 points are left without them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

HALF_A_YEAR = 15_768_000
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


@dataclass(frozen=True)
class Captured:
    """Hold what a visitor's first request to a page gave: over http, then over https."""

    host: str
    plain_status: int
    plain_location: str
    headers: dict[str, str]
    cookies: list[dict[str, str | bool]] = field(default_factory=list)
    body: str = ""


Result = tuple[str, str, int]


def results(page: Captured) -> list[Result]:
    """Return name, result and points of each test."""
    return [
        ("Content Security Policy", *_policy(page)),
        ("Cookies", *_cookies(page)),
        ("Cross-Origin Resource Sharing", *_sharing(page)),
        ("Redirection", *_redirection(page)),
        ("Referrer Policy", *_referrer(page)),
        ("Strict Transport Security", *_hsts(page)),
        ("Subresource Integrity", *_integrity(page)),
        ("X-Content-Type-Options", *_sniffing(page)),
        ("X-Frame-Options", *_frames(page)),
        ("Cross-Origin Resource Policy", *_resources(page)),
    ]


def score(found: list[Result]) -> int:
    """Return the score: 100 less what is missing, and the bonuses where at least 90 are left."""
    points = max(0, 100 + sum(points for _name, _result, points in found if points < 0))
    return points + sum(points for _name, _result, points in found if points > 0) if points >= 90 else points


def _directives(page: Captured) -> dict[str, list[str]]:
    policy = page.headers.get("content-security-policy", "")
    return {part.split()[0].lower(): part.split()[1:] for part in policy.split(";") if part.strip()}


def _policy(page: Captured) -> tuple[str, int]:
    found = _directives(page)
    if not found:
        return "csp-not-implemented", -25
    default = found.get("default-src", ["*"])
    scripts, objects = found.get("script-src", default), found.get("object-src", default)
    styles = found.get("style-src", default)
    broad = {"*", "http:", "https:", "data:", "'unsafe-inline'"}
    nonced = any(source.startswith(("'nonce-", "'sha")) for source in scripts)
    if (set(scripts) - ({"'unsafe-inline'"} if nonced else set())) & broad or set(objects) & broad:
        return "csp-implemented-with-unsafe-inline", -20
    if any(source.startswith("http:") for sources in found.values() for source in sources):
        return "csp-implemented-with-insecure-scheme", -20
    if "'unsafe-eval'" in scripts:
        return "csp-implemented-with-unsafe-eval", -10
    if set(styles) & broad:
        return "csp-implemented-with-unsafe-inline-in-style-src-only", 0
    forms = set(found.get("form-action", ["*"]))
    if default == ["'none'"] and forms <= {"'none'", "'self'"}:
        return "csp-implemented-with-no-unsafe-default-src-none", 10
    return "csp-implemented-with-no-unsafe", 5


def _cookies(page: Captured) -> tuple[str, int]:
    if not page.cookies:
        return "cookies-not-found", 0
    if not all(one["secure"] for one in page.cookies):
        return "cookies-without-secure-flag", -20
    if not all(one["httponly"] for one in page.cookies if "sesi" in str(one["name"])):
        return "cookies-session-without-httponly-flag", -30
    sites = {one["samesite"] for one in page.cookies}
    if sites - {"Lax", "Strict", ""}:
        return "cookies-samesite-flag-invalid", -20
    if "" in sites:
        return "cookies-secure-with-httponly-sessions", 0
    return "cookies-secure-with-httponly-sessions-and-samesite", 5


def _sharing(page: Captured) -> tuple[str, int]:
    origin = page.headers.get("access-control-allow-origin")
    if origin and page.headers.get("access-control-allow-credentials") == "true":
        return "cross-origin-resource-sharing-implemented-with-universal-access", -50
    if origin:
        return "cross-origin-resource-sharing-implemented-with-public-access", 0
    return "cross-origin-resource-sharing-not-implemented", 0


def _redirection(page: Captured) -> tuple[str, int]:
    if page.plain_status not in (301, 302, 303, 307, 308):
        return "redirection-missing", -20
    to = urlsplit(page.plain_location)
    if to.scheme != "https":
        return "redirection-not-to-https", -20
    return ("redirection-to-https", 0) if to.hostname == page.host else ("redirection-off-host-from-http", -5)


def _referrer(page: Captured) -> tuple[str, int]:
    policy = page.headers.get("referrer-policy")
    if policy is None:
        return "referrer-policy-not-implemented", 0
    return ("referrer-policy-private", 5) if policy in PRIVATE else ("referrer-policy-unsafe", -5)


def _hsts(page: Captured) -> tuple[str, int]:
    kept = re.match(r"max-age=(\d+)", page.headers.get("strict-transport-security", ""))
    if kept is None:
        return "hsts-not-implemented", -20
    if int(kept[1]) < HALF_A_YEAR:
        return "hsts-implemented-max-age-less-than-six-months", -10
    return "hsts-implemented-max-age-at-least-six-months", 0


def _integrity(page: Captured) -> tuple[str, int]:
    scripts = re.findall(r"<script\b[^>]*\bsrc=\"([^\"]*)\"", page.body)
    if not scripts:
        return "sri-not-implemented-but-no-scripts-loaded", 0
    if all(urlsplit(source).hostname in (None, page.host) and source[:2] != "//" for source in scripts):
        return "sri-not-implemented-but-all-scripts-loaded-from-secure-origin", 0
    return "sri-not-implemented-but-external-scripts-loaded-securely", -5


def _sniffing(page: Captured) -> tuple[str, int]:
    if page.headers.get("x-content-type-options") == "nosniff":
        return "x-content-type-options-nosniff", 0
    return "x-content-type-options-not-implemented", -5


def _frames(page: Captured) -> tuple[str, int]:
    if "frame-ancestors" in _directives(page):
        return "x-frame-options-implemented-via-csp", 5
    if page.headers.get("x-frame-options", "").upper() in ("DENY", "SAMEORIGIN"):
        return "x-frame-options-sameorigin-or-deny", 0
    return "x-frame-options-not-implemented", -20


def _resources(page: Captured) -> tuple[str, int]:
    policy = page.headers.get("cross-origin-resource-policy")
    if policy is None:
        return "corp-not-implemented", 0
    known = {"same-origin": 10, "same-site": 10, "cross-origin": 0}
    if policy not in known:
        return "corp-header-invalid", -5
    return f"corp-implemented-with-{policy}", known[policy]
