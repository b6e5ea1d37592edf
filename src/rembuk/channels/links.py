"""From the link of a post to its identity on its network, as replies in an export name it.

Address forms as the networks' own share buttons write them. Shortened addresses (vm.tiktok.com, fb.watch,
pfbid) hide the number and would have to be asked for over the network, so they are refused with the way out.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext_lazy as _

from rembuk.shared.refusals import Refused

LONGEST_LINK = 300
LONGEST_KEY = 80
NOT_A_LINK = _("Tempel alamat lengkap posnya, yang dimulai dengan https://.")
NOT_KNOWN = _(
    "Jaringan ini belum dikenal. Yang dikenal: X, Facebook, Instagram, Threads, YouTube, TikTok, Telegram, "
    "Bluesky, dan Mastodon."
)
NO_NUMBER = _("Alamat ini tidak memuat nomor posnya. Buka posnya di peramban, lalu salin alamat lengkapnya.")
NEED_NUMBER = _(
    "Instagram dan Threads menyebut pos ini dengan nomor lain di berkas balasannya. Impor dulu berkas "
    "balasannya lalu pilih posnya di daftar, atau isi nomor posnya."
)
BAD_NUMBER = _("Nomor pos hanya berisi huruf, angka, dan tanda . / : @ _ -. Salin apa adanya dari berkas.")
TELEGRAM_NAMED = _(
    "Alamat dengan nama grup tidak memuat nomor obrolannya. Impor dulu obrolannya lalu pilih posnya di "
    "daftar, atau isi nomor posnya seperti 1234567890/55."
)

_HOSTS = {
    "x": ("x.com", "twitter.com"), "facebook": ("facebook.com", "fb.com"), "instagram": ("instagram.com",),
    "threads": ("threads.net", "threads.com"), "youtube": ("youtube.com", "youtu.be"),
    "tiktok": ("tiktok.com",), "telegram": ("t.me", "telegram.me"), "bluesky": ("bsky.app",),
}  # fmt: skip
_PATHS = {
    "x": r"/(?:[^/]+|i/web)/status(?:es)?/(\d{1,20})(?:/|$)",
    "facebook": r"/(?:posts|videos|photos|permalink|reel)/(?:[^/]*/)*?(\d{5,25})(?:/|$)",
    "youtube": r"^/(?:shorts|live|embed)/([\w-]{11})(?:/|$)",
    "tiktok": r"/(?:video|photo)/(\d{5,25})(?:/|$)",
    "telegram": r"^/c/(\d{3,20}/\d{1,19})(?:/|$)",
    "bluesky": r"^/profile/[^/]+/post/([a-z0-9]{5,20})(?:/|$)",
    "mastodon": r"^/(?:@[^/]+|users/[^/]+/statuses)/(\d{3,25})(?:/|$)",
}
_ASKED = {"facebook": ("story_fbid", "fbid", "v"), "youtube": ("v",)}
# Networks whose public address and whose export call the same post differently: the code in the address of a
# post of Instagram or Threads is its number inside the network, its export tells that of the Graph API.
_OTHERWISE = frozenset({"instagram", "threads"})
# Where the address may lack the number, a person chooses the post among those whose answers were imported.
CHOSEN = (*sorted(_OTHERWISE), "telegram")


class PostLink(NamedTuple):
    """Name one post: its channel, and the key under which answers to it are found."""

    channel: str
    key: str


def thread_key(channel: str, native_id: str) -> str:
    """Return the key of a post that CHANNEL calls NATIVE_ID, the same whichever way it is written.

    Facebook puts the page before the post (`123_456`), Bluesky and Mastodon write addresses that end with it.
    """
    if channel == "facebook":
        native_id = native_id.rpartition("_")[2]
    elif channel == "bluesky" or (channel == "mastodon" and native_id.startswith("http")):
        last = native_id.rstrip("/").rpartition("/")[2]
        native_id = last if channel == "bluesky" or last.isdigit() else native_id
    return native_id[:LONGEST_KEY]


def post_in(link: str, number: str = "") -> PostLink:
    """Return the post that LINK leads to, or refuse; NUMBER is its id in the export if the link has none."""
    link, number = link.strip(), number.strip()
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
    except ValueError as error:
        raise Refused(NOT_A_LINK, field="link") from error
    if parts.scheme not in ("https", "http") or "." not in host or not link.isprintable():
        raise Refused(NOT_A_LINK, field="link")
    channel = _channel_of(host, parts.path)
    if not channel:
        raise Refused(NOT_KNOWN, field="link")
    found = _number_in(channel, host, parts.path, parts.query)
    if number:
        found = number if re.fullmatch(r"[\w./:@-]{1,80}", number) else ""
        if not found:
            raise Refused(BAD_NUMBER, field="number")
    if not found:
        raise Refused(
            TELEGRAM_NAMED if channel == "telegram" else NEED_NUMBER if channel in _OTHERWISE else NO_NUMBER,
            field="number" if channel in _OTHERWISE or channel == "telegram" else "link",
        )
    return PostLink(channel, thread_key(channel, found))


def _channel_of(host: str, path: str) -> str:
    for channel, hosts in _HOSTS.items():
        if any(host == one or host.endswith(f".{one}") for one in hosts):
            return channel
    # Mastodon is many servers; its addresses are told by their form.
    return "mastodon" if re.search(_PATHS["mastodon"], path) else ""


def _number_in(channel: str, host: str, path: str, query: str) -> str:
    if host == "youtu.be":
        short = path.strip("/")
        return short if re.fullmatch(r"[\w-]{11}", short) else ""
    if channel in _PATHS and (found := re.search(_PATHS[channel], path)):
        return found[1]
    asked = parse_qs(query)
    pattern = r"[\w-]{11}" if channel == "youtube" else r"\d{5,25}"
    for name in _ASKED.get(channel, ()):
        value = asked.get(name, [""])[0]
        if re.fullmatch(pattern, value, re.ASCII):
            return value
    return ""
