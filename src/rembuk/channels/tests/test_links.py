"""Links of posts: which post they name, and which are refused with a way out."""

from __future__ import annotations

import pytest

from rembuk.channels.links import post_in, thread_key
from rembuk.shared.refusals import Refused


@pytest.mark.parametrize(
    ("link", "channel", "key"),
    [
        ("https://x.com/contoh/status/1790000000000000001?s=20", "x", "1790000000000000001"),
        ("https://mobile.twitter.com/contoh/statuses/179/photo/1", "x", "179"),
        ("https://www.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&t=4", "youtube", "dQw4w9WgXcQ"),
        ("https://youtu.be/dQw4w9WgXcQ?si=abc", "youtube", "dQw4w9WgXcQ"),
        ("https://youtube.com/shorts/dQw4w9WgXcQ", "youtube", "dQw4w9WgXcQ"),
        ("https://www.facebook.com/halaman/posts/122334455667788", "facebook", "122334455667788"),
        ("https://web.facebook.com/halaman/posts/judul-pos/122334455667788/", "facebook", "122334455667788"),
        ("https://m.facebook.com/story.php?story_fbid=122334455&id=99887", "facebook", "122334455"),
        ("https://www.tiktok.com/@contoh/video/7400000000000000001?_r=1", "tiktok", "7400000000000000001"),
        ("https://t.me/c/1234567890/55", "telegram", "1234567890/55"),
        ("https://bsky.app/profile/contoh.bsky.social/post/3kabcdefghi2x", "bluesky", "3kabcdefghi2x"),
        ("https://mastodon.example/@contoh/113000000000000001", "mastodon", "113000000000000001"),
    ],
)
def test_link_names_the_post_as_replies_in_an_export_do(link, channel, key):
    assert post_in(link) == (channel, key)


@pytest.mark.parametrize(
    ("channel", "native_id", "key"),
    [
        ("facebook", "99887_122334455", "122334455"),
        (
            "bluesky",
            "at://did:plc:abcdefghijklmnopqrstuvwx/app.bsky.feed.post/3kabcdefghi2x",
            "3kabcdefghi2x",
        ),
        (
            "mastodon",
            "https://mastodon.example/users/contoh/statuses/113000000000000001",
            "113000000000000001",
        ),
        ("mastodon", "tag:mastodon.example,2026:objectId=1:objectType=Conversation", None),
        ("telegram", "1234567890/55", "1234567890/55"),
        ("x", "", ""),
    ],
)
def test_id_in_an_export_has_the_key_of_the_link(channel, native_id, key):
    assert thread_key(channel, native_id) == (native_id if key is None else key)


@pytest.mark.parametrize(
    "link", ["https://www.instagram.com/p/C1abcdEFGhi/", "https://www.threads.net/@a/post/C1"]
)
def test_network_that_calls_a_post_otherwise_in_its_export_asks_for_that_number(link):
    with pytest.raises(Refused) as refused:
        post_in(link)
    assert refused.value.field == "number"
    assert post_in(link, "17900000000000001").key == "17900000000000001"


@pytest.mark.parametrize(
    "link",
    [
        "", "contoh", "javascript:alert(1)", "https://", "https://x.com/contoh", "https://vm.tiktok.com/ZS1/",
        "https://evilx.com/a/status/1", "https://contoh.example/berita/1", "https://t.me/warga/55",
        "https://www.facebook.com/halaman/posts/pfbid02abc", "https://[::1/@a/123", "https://x.com/a/status/\x00",
        "https://youtu.be/terlalu-panjang-sekali",
    ],
)  # fmt: skip
def test_address_that_names_no_post_is_refused(link):
    with pytest.raises(Refused):
        post_in(link)
