"""What is kept of a post whatever its channel: ids from content, names closed, replies cut to fit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from itertools import pairwise

import pytest

from rembuk.channels import rules
from rembuk.channels.events import Answering, Author, Post, RefusedRow, Speakers
from rembuk.channels.mail.rules import own_words
from rembuk.channels.streams.rules import mail_time
from rembuk.channels.wording import BAD_TEXT, NO_TEXT, TOO_LONG_TEXT

NOON = datetime(2026, 11, 21, 12, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Lampu mati", None),
        ("a" * 20_000, None),
        ("a" * 20_001, TOO_LONG_TEXT),
        ("", NO_TEXT),
        (" \n\t", NO_TEXT),
        ("a\0", BAD_TEXT),
        ("a\x1f", BAD_TEXT),
        ("a\x7f", BAD_TEXT),
        ("\ud800", BAD_TEXT),
        ("baris\nbaris\tlagi\r\n", None),
    ],
)
def test_text_is_kept_unless_too_long_empty_or_broken(text: str, said: object) -> None:
    assert rules.fault(text) == said


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("Jalan RUSAK lagi", "rusak", True),
        ("Jalan bagus", "rusak", False),
        ("hubungi 0812-3456-789 ya", "+62 812 3456 789", True),
        ("hubungi +62 (812) 3456.789", "08123456789", True),
        ("hubungi 0812-3456-788", "08123456789", False),
        ("rt 03 rw 05", "03", True),
        ("kode 123456", "123456", True),
        ("kode 12 34 56", "123456", False),
        ("kode 12 34 567", "1234567", True),
        ("62812", "0812", False),
        ("nomor 6281234567", "081234567", True),
        ("blok a1234567", "a1234567", True),
    ],
)
def test_word_is_found_in_any_case_and_a_number_in_any_spelling(text: str, word: str, found: bool) -> None:
    assert rules.wanted(text, word) is found


def post(text: str, **fields: object) -> Post:
    return Post(1, "", "", text, NOON, author_id="9", handle="ani", name="Ani Lestari")._replace(**fields)


def test_chat_loses_names_and_gets_ids_that_do_not_depend_on_it() -> None:
    rows = [
        Speakers(frozenset({"Ani Lestari"})),
        Author("9", "ani", "Ani"),
        post("Setuju, Ani Lestari"),
        RefusedRow(2, "x"),
    ]
    closed = list(rules.finished(rows, keep_names=False))
    kept = list(rules.finished(rows, keep_names=True))
    assert [type(row) for row in closed] == [Post, RefusedRow]
    assert [type(row) for row in kept] == [Author, Post, RefusedRow]
    assert closed[0][3:] == post("Setuju, [nama ditutup]", author_id="", handle="", name="")[3:]
    assert kept[1].text == "Setuju, Ani Lestari"
    assert (kept[1].handle, kept[1].name) == ("ani", "Ani Lestari")
    assert closed[0][1:3] == kept[1][1:3]
    assert len(closed[0].version_key) == 32


def test_post_of_a_network_keeps_its_names_and_its_own_id() -> None:
    whole = post("Setuju", native_id="7", version_key="v")
    assert list(rules.finished([whole], keep_names=False)) == [whole]
    (bare,) = rules.finished([post("Setuju", native_id="7")], keep_names=False)
    assert (bare.native_id, bare.handle, bare.version_key) == ("7", "ani", rules.digest("Setuju"))
    (other,) = rules.finished([post("Setuju", version_key="v")], keep_names=False)
    assert (other.version_key, other.native_id[-2:]) == ("v", "-1")


def test_ids_tell_the_same_words_apart_within_a_minute_and_begin_again_in_the_next() -> None:
    ids = rules.Ids()
    first, again, other = (
        ids.of(NOON, "ya"),
        ids.of(NOON + timedelta(seconds=20), "ya"),
        ids.of(NOON, "tidak"),
    )
    later, without = ids.of(NOON + timedelta(minutes=1), "ya"), ids.of(None, "ya")
    assert [one.rpartition("-")[2] for one in (first, again, other, later, without)] == [
        "1",
        "2",
        "1",
        "1",
        "1",
    ]
    assert first.rpartition("-")[0] == again.rpartition("-")[0]
    assert len({first, again, other, later, without}) == 5
    assert len(first) == 34
    assert rules.Ids().of(NOON, "ya") == first


@pytest.mark.parametrize(
    ("names", "text", "closed"),
    [
        (["Ani Lestari"], "Ani Lestari bilang ani lestari", "[nama ditutup] bilang [nama ditutup]"),
        (["Ani Lestari"], "kata Pak Lestari dan lestari alam", "kata Pak [nama ditutup] dan lestari alam"),
        (["Ani Lestari"], "halo @ani, halo @lestari!", "halo [nama ditutup], halo [nama ditutup]!"),
        (["Ani"], "ani makan", "ani makan"),
        (["Ani"], "bu ani makan", "bu [nama ditutup] makan"),
        (["Ibu Sri"], "ibu sri, pak ibu", "[nama ditutup], pak ibu"),
        (["Al"], "pak al datang", "pak al datang"),
        (
            ["Sri", "Sri Wahyuni Dewi", "Sri Wahyuni"],
            "sri wahyuni dewi sri wahyuni",
            "[nama ditutup] [nama ditutup]",
        ),
        (["123 456"], "123 456", "123 456"),
        (["Budi 2"], "budi 2 dan pak 2", "[nama ditutup] dan pak 2"),
        ([], "wa 0812-3456-7890 atau +62 812 345 678", "wa [nomor ditutup] atau [nomor ditutup]"),
        ([], "tulis ke ani.l@contoh.co.id ya", "tulis ke [surel ditutup] ya"),
        ([], "kata @warga_01 dan @6281234567", "kata [nama ditutup] dan [nama ditutup]"),
        ([], "harga 08123 rupiah, rt 03", "harga 08123 rupiah, rt 03"),
        (["Ani Lestari"], "Ani", "Ani"),
        (["Ani Lestari"], "Lestari", "Lestari"),
        (["Ani Strauß"], "jalan rusak, kata ANI STRAUSS", "jalan rusak, kata [nama ditutup]"),
        (["Ani"], "@ANI jalan rusak", "[nama ditutup] jalan rusak"),
        (["Jürgen"], "halo @jürgen, jürgen", "halo [nama ditutup], jürgen"),
        (["Ani Lestari"], "Ani Lestari tanya @", "[nama ditutup] tanya @"),
        (["A B"], "a b c", "a b c"),
        (["Al Bo"], "al bo, pak bo", "[nama ditutup], pak bo"),
        (["Al Bo Ci"], "al bo ci", "[nama ditutup]"),
        (["Budi 234"], "pak 234 dan pak budi", "pak 234 dan pak [nama ditutup]"),
        (["Al Rahman"], "pak al dan pak rahman", "pak al dan pak [nama ditutup]"),
    ],
)
def test_names_of_speakers_numbers_and_addresses_are_closed_and_plain_words_stay(names, text, closed) -> None:
    assert rules.Closer(names).close(text) == closed


CALLED = """
pak bu bapak ibu mas mbak mba bang abang kang teh teteh cak ning neng om tante pakde bude paklik bulik haji
hajah ustaz ustadz ustazah gus kiai kyai nyai mang bli mbok uda uni daeng mr mrs ms
"""


@pytest.mark.parametrize("called", CALLED.split())
def test_lone_name_of_a_speaker_is_closed_after_every_word_by_which_people_are_called(called: str) -> None:
    closer = rules.Closer(["Melati"])
    assert closer.close(f"kata {called.title()} Melati") == f"kata {called.title()} [nama ditutup]"
    assert closer.close(f"kata{called} melati") == f"kata{called} melati"


def test_id_made_of_the_content_is_the_one_that_was_given_before() -> None:
    # Who imports the same chat again gets nothing twice only while this stays as it is.
    made = sha256(b"2026-11-21T12:00\x1fya").hexdigest()[:32]
    assert rules.Ids().of(NOON, "ya") == f"{made}-1"
    assert rules.Ids().of(None, "ya") == f"{sha256(bytes([0x1F]) + b'ya').hexdigest()[:32]}-1"


def test_author_outside_a_chat_is_told_though_names_are_closed() -> None:
    assert list(rules.finished([Author("9", "ani", "Ani")], keep_names=False)) == [Author("9", "ani", "Ani")]


@pytest.mark.parametrize(
    "words",
    [
        *(
            f"{day}, 1{n} {month} 2026 0{n % 9}:03:5{n % 10} {zone}"
            for n, (day, month, zone) in enumerate(
                zip(
                    ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Mon", "Tue"),
                    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep"),
                    ("+0700", "-0330", "+0000", "-0000", "+0959", "-1100", "+1345", "GMT", "EST"),
                    strict=True,
                )
            )
        ),
        "Thu, 01 Oct 2026 09:03:04 +0700",
        "Thu, 31 Dec 2026 23:59:59 -0100",
        "Fri, 1 Nov 1999 00:00:00 +0000 (WIB)",
        "1 Dec 2026 09:03 +0700",
        "thu, 1 oct 26 09:03:04 +0700",
    ],
)
def test_date_of_mail_is_read_as_the_standard_library_reads_it(words) -> None:
    found = parsedate_to_datetime(words)
    found = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    assert mail_time(words) == found
    assert mail_time(words).tzinfo is UTC


@pytest.mark.parametrize(
    "words", ["Thu, 31 Feb 2026 09:03:04 +0700", "Thu, 1 Oct 1940 09:03:04 +0700", "kemarin", "Thu"]
)
def test_date_of_mail_that_is_none_or_too_early_is_refused(words) -> None:
    with pytest.raises((ValueError, TypeError, IndexError)):
        mail_time(words)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Setuju\n\nPADA Senin, Ani MENULIS:\nlama", "Setuju"),
        ("Setuju\nOn Mon, 1 Oct 2026, Ani\nwrote:\n> lama", "Setuju"),
        ("Setuju\n____________________\nlama", "Setuju"),
        ("Setuju\nDari: Ani\nDikirim: Senin\nlama", "Setuju"),
        ("Setuju\n-- \nAni", "Setuju"),
        ("Setuju\n> lama\nsekali", "Setuju\nsekali"),
        ("Setuju -- sekali", "Setuju -- sekali"),
    ],
)
def test_of_a_letter_only_its_own_words_are_kept(text, own) -> None:
    assert own_words(text) == own


def how(longest: int, **fields: object) -> Answering:
    return Answering(longest, lambda native_id, origin: "", **fields)


def test_reply_that_fits_keeps_its_words_and_one_letter_more_cuts_it() -> None:
    assert rules.fitted("satu dua tiga", "https://r.id/a", how(28)) == "satu dua tiga https://r.id/a"
    assert rules.fitted("satu dua tiga", "https://r.id/a", how(27)) == "satu dua… https://r.id/a"
    assert (
        rules.fitted("satu dua tiga", "https://r.id/a" * 9, how(20, link=6))
        == "satu dua tiga " + "https://r.id/a" * 9
    )
    assert rules.fitted("satu dua tiga", "x", how(13, link=1)) == "satu dua… x"


def test_cut_reply_never_weighs_more_than_the_network_takes_and_keeps_what_it_can() -> None:
    words, link = "kata, " * 30 + "akhir", "https://r.id/a"
    lengths = []
    for longest in range(30, 200):
        cut = rules.fitted(words, link, how(longest))
        assert len(cut) <= longest
        assert cut.endswith(link)
        assert cut == f"{words} {link}" or cut.removesuffix(f"… {link}")[-1] == "a"
        lengths.append(len(cut))
    assert all(after >= before for before, after in pairwise(lengths))
    assert max(longest - length for longest, length in zip(range(30, 195), lengths, strict=False)) <= 7


def test_word_without_end_is_cut_within_itself_and_heavy_letters_count_as_they_weigh() -> None:
    assert rules.fitted("a" * 50, "L", how(12)) == "a" * 9 + "… L"
    double = how(13, weigh=lambda text: 2 * len(text))
    assert rules.fitted("a" * 50, "L", double) == "aaaa… L"
    assert rules.fitted("aaaaa", "L", double) == "aaaaa L"


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("https://r.id/a?b=c#d", True),
        ("http://r.id:8000", True),
        ("https://u:p@r.id/", False),
        (None, False),
        (7, False),
        ("javascript:alert(1)", False),
        ('https://r.id/"', False),
        ("https://r.id/a b", False),
        ("ftp://r.id", False),
        ("", False),
    ],
)
def test_only_an_address_a_browser_opens_without_harm_is_kept(value: object, kept: bool) -> None:
    assert rules.a_web_address(value) == (value if kept else "")
