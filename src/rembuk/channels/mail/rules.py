"""From one message to a post: its own words, without quotations, signature and attachments.

Formats: RFC 5322 and MIME (RFC 2045, 2047); mbox as in RFC 4155, with ">From " as most programs write it.
"""

from __future__ import annotations

import re
from codecs import lookup
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr
from typing import Any

from rembuk.channels.events import Post, RefusedRow
from rembuk.channels.streams.rules import a_name, an_address, made, mail_time, text_of_html
from rembuk.channels.wording import BAD_TIME, NOT_A_POST

MOST_PARTS, LONGEST_PACKED = 200, 20_000
# Encodings that Python knows beside the charsets of mail; to read one of them takes the square of its length.
_NO_CHARSETS = {"punycode", "idna", "undefined", "unicode-escape", "raw-unicode-escape"}


class _Letter(Message):
    """Hold a letter whose parameters (a boundary, a file's name) are taken as they are spelled."""

    def get_param(self, *args: Any, **more: Any) -> Any:
        """Return the value of a parameter; one that names a charset (RFC 2231) without looking for it."""
        found: Any = super().get_param(*args, **more)
        return found[2] if isinstance(found, tuple) else found


_PARSER = BytesParser(_Letter, policy=compat32)
# Where a program begins to quote the letter that is answered; nothing after it is the writer's own.
_QUOTED = re.compile(
    r"""^(?:-{2,}\s?(?:original\ message|pesan\ asli|forwarded\ message|pesan\ terusan)\s?-{2,}
    |(?:on|pada)\b[^\n]{4,200}\b(?:wrote|menulis)\s?:
    |_{20,}
    |(?:from|dari):\ [^\n]{1,200}\n(?:sent|date|dikirim|tanggal):\ )""",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
_WRAPPED = re.compile(
    r"^((?:on|pada)\b[^\n]{4,120})\n([^\n]{0,120}\b(?:wrote|menulis)\s?:)$", re.IGNORECASE | re.MULTILINE
)
_ID = re.compile(r"<([^<>\s]{1,500})>")
_CHARSET = re.compile(r"charset\s?=\s?[\"']?([\w.:-]{1,40})")
_QUOTING = ("wrote", "menulis", "message", "pesan", "____", "from:", "dari:")
_SIGNED = re.compile(r"^-- ?$", re.MULTILINE)
# Headers and senders as nearly all programs write them; what looks otherwise goes to the standard library.
_USUAL_HEAD = re.compile(r"\A(?:[!-9;-~]+:[^\n]*(?:\n[ \t][^\n]*)*(?:\n|\Z))+")
_HEADER = re.compile(r"^([!-9;-~]+):[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)", re.MULTILINE)
_USUAL_SENDER = re.compile(
    r"\A(?:\"([^\"\\\n]+)\"|(\w+(?: \w+)*)) <([\w+-]+(?:\.[\w+-]+)*@[\w-]+(?:\.[\w-]+)+)>"
)


def post_of(number: int, raw: bytes) -> Post | RefusedRow:
    """Return the post that the message RAW is. A letter without words of its own speaks by its subject."""
    raw = raw.replace(b"\r\n", b"\n")
    head, _blank, body = raw.partition(b"\n\n")
    headers = headers_of(head)
    if "from" not in headers and "subject" not in headers:
        return RefusedRow(number, str(NOT_A_POST))
    subject = " ".join(_plain(headers.get("subject", "")).split())
    text = own_words(_words(headers, body, raw)) or subject
    try:
        spoken_at = mail_time(headers["date"]) if headers.get("date") else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return RefusedRow(number, str(BAD_TIME))
    name, address = sender_of(_plain(headers.get("from", "")))
    above, references = _ids(headers.get("in-reply-to", "")), _ids(headers.get("references", ""))
    return made(
        number, next(iter(_ids(headers.get("message-id", ""))), ""), text, spoken_at,
        handle=a_name(address), name=a_name(name, 120),
        reply_to=above[0] if above else (references[-1] if references else ""),
        thread=references[0] if references else (above[0] if above else ""),
        origin={"subject": subject[:200]} if a_name(subject, 200) else {},
    )  # fmt: skip


def headers_of(head: bytes) -> dict[str, str]:
    """Return the first header of each name in HEAD (lines end in line feeds), names in small letters."""
    headers: dict[str, str] = {}
    words = head.decode("ascii") if head.isascii() and b"\r" not in head else ""
    if _USUAL_HEAD.fullmatch(words):
        for found in _HEADER.finditer(words):
            headers.setdefault(found[1].lower(), found[2])
        return headers
    for key, value in _PARSER.parsebytes(head + b"\n\n", headersonly=True).items():
        headers.setdefault(key.lower(), str(value))
    return headers


def sender_of(words: str) -> tuple[str, str]:
    """Return the name and the address that a header From holds, each "" where it holds none."""
    usual = _USUAL_SENDER.fullmatch(words)
    return (usual[1] or usual[2], usual[3]) if usual else parseaddr(words)


def _words(headers: dict[str, str], body: bytes, raw: bytes) -> str:
    """Return the words of a letter; one in a single plain part needs no look at its parts."""
    kind = headers.get("content-type", "text/plain").lower()
    packed = headers.get("content-transfer-encoding", "7bit").strip().lower()
    if not kind.startswith("text/plain") or packed not in ("7bit", "8bit", "binary"):
        return _body(_PARSER.parsebytes(raw))
    found = _CHARSET.search(kind)
    return _in_charset(body, found.group(1) if found else "utf-8")


def own_words(text: str) -> str:
    """Return what the writer of TEXT wrote, without quoted lines, the letter answered, and the signature."""
    text = text.replace("\r\n", "\n")
    if _may_quote(text):
        text = _WRAPPED.sub(r"\1 \2", text)
        if found := _QUOTED.search(text):
            text = text[: found.start()]
    if "--" in text and (found := _SIGNED.search(text)):
        text = text[: found.start()]
    if ">" in text:
        text = "\n".join(line for line in text.split("\n") if not line.startswith(">"))
    return text.strip()


def _may_quote(text: str) -> bool:
    """Tell whether a look for the letter answered can find any: it needs one of these words, in any case."""
    if not text.isascii():
        return True  # letters beyond ASCII may count as one of these, like the long s
    small = text.lower()
    return any(word in small for word in _QUOTING)


def _plain(raw: str) -> str:
    if "=?" not in raw or len(raw) > LONGEST_PACKED:
        return raw
    try:
        return str(make_header(decode_header(raw)))
    except (ValueError, LookupError, MessageError):
        return raw


def _ids(raw: str) -> list[str]:
    words = _ID.findall(raw[:20_000]) if raw else ()
    return [found for word in words if (found := an_address(word))]


def _body(message: Message) -> str:
    """Return the words of MESSAGE: plain where it has them, else out of HTML; no attachments."""
    plain = markup = ""
    for count, part in enumerate(message.walk()):
        if count > MOST_PARTS or plain:
            break
        if part.is_multipart() or part.get_filename() or part.get_content_disposition() == "attachment":
            continue
        kind = part.get_content_type()
        if kind == "text/plain":
            plain = _decoded(part).strip()
        elif kind == "text/html" and not markup:
            markup = _decoded(part)
    return plain or text_of_html(markup)


def _decoded(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    return _in_charset(data, part.get_content_charset() or "utf-8")


def _in_charset(data: bytes, charset: str) -> str:
    try:
        if lookup(charset).name not in _NO_CHARSETS:
            return data.decode("utf-8" if charset == "us-ascii" else charset)
    except (LookupError, ValueError):
        pass
    return data.decode("cp1252", "replace")


def post_at(native_id: str, origin: dict[str, Any]) -> str:
    """Return "": a letter stands in somebody's mailbox only; its subject finds it there."""
    return ""
