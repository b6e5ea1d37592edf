"""The demo's mailbox: mail goes to files and is shown at /demo/surat/."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy

from django.conf import settings

SEPARATOR = b"-" * 79
# In the subject: six digits in a letter's text may be part of a link.
CODE = re.compile(r"\d{6}(?!\S)")
MOST = 100


@dataclass(frozen=True)
class Letter:
    """Hold one letter of the demo."""

    to: str
    subject: str
    date: str
    text: str


def letters(to: str = "") -> list[Letter]:
    """Return the newest letters, only those to one address when TO is given."""
    folder = settings.HOME / "surat"
    if not folder.is_dir():
        return []
    found: list[Letter] = []
    for path in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True):
        for part in reversed(path.read_bytes().split(SEPARATOR)):
            if part.strip():
                letter = _read(part.strip())
                if not to or letter.to == to:
                    found.append(letter)
        if len(found) >= MOST:
            break
    return found[:MOST]


def _read(part: bytes) -> Letter:
    message = message_from_bytes(part, policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    text = str(body.get_content()) if body is not None else ""
    return Letter(str(message["to"]), str(message["subject"]), str(message["date"]), text)


def latest_code(to: str) -> str | None:
    """Return the sign-in code in the newest letter to TO whose subject begins with one."""
    for letter in letters(to):
        found = CODE.match(letter.subject)
        if found:
            return found.group()
    return None
