"""What every answer must say about itself: policy, frames, caches, kinds (A30, A36, A62).

The role matrix asks every route in every role and hands each answer to `faults`.
"""

from __future__ import annotations

from typing import Any

# The voice box stands in pages of others: it may be framed, and runs no script.
FRAMED = {"widget"}
# What anybody may send without a token: a secret in the address or a mark in the form stands in its place;
# the language is a cookie and nothing else.
WITHOUT_TOKEN = {"stop-mail", "widget", "design:language"}


def faults(route: str, role: str, everyone: bool, answer: Any) -> list[str]:
    """Return what is wrong with the headers of the ANSWER that ROUTE gave to ROLE."""
    wrong = []
    policy = answer.get("Content-Security-Policy", "")
    allowed = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}
    loose = {source for sources in allowed.values() for source in sources if "unsafe" in source}
    open_to_all = {name for name, sources in allowed.items() if "*" in sources}
    # What the door turns away is no voice box: it is as shut as any other refusal.
    if route in FRAMED and answer.status_code != 405:
        open_to_all.discard("frame-ancestors")
        if allowed.get("script-src") != ["'none'"] or (role == "visitor" and answer.cookies):
            wrong.append("script or cookie inside a frame")
    elif answer.get("X-Frame-Options") != "DENY" or allowed.get("frame-ancestors") != ["'none'"]:
        wrong.append("may be framed")
    if loose or open_to_all or any(allowed.get(name) != ["'none'"] for name in ("default-src", "base-uri")):
        wrong.append(f"loose policy: {policy}")
    if answer.get("X-Content-Type-Options") != "nosniff":
        wrong.append("its kind may be guessed")
    if answer.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
        wrong.append("its address goes to others")
    if answer.get("Cross-Origin-Opener-Policy") != "same-origin":
        wrong.append("another window reaches into it")
    kind, kept = answer.get("Content-Type", ""), answer.get("Cache-Control", "")
    shown = kind.startswith("image/") and "public" in kept
    if answer.get("Cross-Origin-Resource-Policy") != "same-origin" and not shown and route != "widget-script":
        wrong.append("another site may load it")
    for one in answer.cookies.values():
        # One that is taken away says no more than its name.
        if one["max-age"] != 0 and (one["samesite"], one["path"], one["domain"]) != ("Lax", "/", ""):
            wrong.append(f"cookie for others: {one.key}")
        if one["max-age"] != 0 and not one["httponly"]:
            wrong.append(f"cookie that scripts read: {one.key}")
    shared = answer.get("Access-Control-Allow-Origin")
    if shared is not None and (
        shared != "*"
        or answer.get("Access-Control-Allow-Credentials")
        or answer.cookies
        or "no-store" in kept
    ):
        wrong.append("scripts of other sites read what is one reader's")
    if kind.startswith("text/") and "charset=" not in kind:
        wrong.append(f"kind without letters: {kind}")
    if not everyone and answer.status_code == 200 and "no-store" not in kept:
        wrong.append(f"a cache may keep it: {kept}")
    if "public" in kept and role != "visitor" and b"/akun/keluar/" in body_of(answer):
        wrong.append("what a cache may give to all shows who is signed in")
    return wrong


def body_of(answer: Any) -> bytes:
    """Return what ANSWER says, sent in one piece or not (in pieces: nothing, it was read by then)."""
    return b"" if answer.streaming else bytes(answer.content)
