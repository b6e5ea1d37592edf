"""How heavy a page is on the wire, and whether it asks anyone else for anything."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client

READING_PAGE = 50 * 1024
LATER_PAGE = 15 * 1024
STAFF_PAGE = 150 * 1024
MOST_REQUESTS = 6
# Request and response headers of one exchange, as browsers and our server write them.
HEADERS = 700
FETCHED_LINKS = {"stylesheet", "icon", "preload", "manifest"}
FETCHED_TAGS = {"script", "iframe", "embed", "audio", "video", "source", "track"}
TEXTS = ("text/", "application/javascript", "application/json", "image/svg")


@dataclass(frozen=True)
class Weight:
    """Hold what a first visit costs: bytes with headers, requests, and addresses outside this site."""

    bytes: int
    requests: int
    outside: tuple[str, ...]
    page: int


class _Needs(HTMLParser):
    """Collect what a browser fetches to show a page; pictures that wait until they are seen do not count."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the address a TAG makes the browser fetch."""
        held = dict(attrs)
        fetched = set((held.get("rel") or "").split()) & FETCHED_LINKS
        if tag == "link" and fetched:
            self._add(held.get("href"))
        elif tag in FETCHED_TAGS or (tag == "img" and held.get("loading") != "lazy"):
            self._add(held.get("src"))

    def _add(self, address: str | None) -> None:
        if address and not address.startswith("data:") and address not in self.found:
            self.found.append(address)


def weigh(client: Client, path: str) -> Weight:
    """Return the weight of a first visit to PATH as CLIENT, redirects followed, everything packed."""
    page, size = _fetch(client, path)
    needs = _Needs()
    needs.feed(page)
    outside = tuple(address for address in needs.found if urlsplit(address).netloc)
    total, requests = size, 1
    for address in needs.found:
        if address not in outside:
            total += _fetch(client, urljoin(path, address))[1]
            requests += 1
    return Weight(total, requests, outside, size)


def assert_light(client: Client, path: str, most: int = READING_PAGE) -> Weight:
    """Fail if a first visit to PATH costs more than MOST bytes, more than six requests, or asks outside."""
    weight = weigh(client, path)
    assert weight.bytes <= most, f"{path} weighs {weight.bytes} bytes, {most} are allowed"
    assert weight.requests <= MOST_REQUESTS, f"{path} takes {weight.requests} requests"
    assert not weight.outside, f"{path} asks others: {weight.outside}"
    return weight


def _fetch(client: Client, path: str) -> tuple[str, int]:
    """Return the text at PATH and its packed size with headers."""
    answer = client.get(path, follow=True, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200, f"{path} answers {answer.status_code}"
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    kind = answer.headers.get("Content-Type", "")
    if answer.headers.get("Content-Encoding") == "gzip":
        return gzip.decompress(body).decode(errors="replace"), len(body) + HEADERS
    packed = len(gzip.compress(body)) if kind.startswith(TEXTS) else len(body)
    return body.decode(errors="replace"), min(packed, len(body)) + HEADERS
