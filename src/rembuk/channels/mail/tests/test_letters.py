"""What a letter says, value by value."""

from __future__ import annotations

from typing import Any

import pytest

from rembuk.channels.events import RefusedRow
from rembuk.channels.mail.rules import LONGEST_PACKED, MOST_PARTS, own_words, post_at, post_of
from rembuk.channels.wording import BAD_TIME, NO_TEXT, NOT_A_POST

HEAD = "From: Ani <ani@contoh.invalid>\n"


def one(head: str, body: str | bytes = "Gelap") -> Any:
    words = body if isinstance(body, bytes) else body.encode()
    return post_of(7, f"{head.rstrip()}\n\n".encode() + words)


def test_letter_without_sender_and_subject_is_none() -> None:
    assert one("X: y\n") == RefusedRow(7, str(NOT_A_POST))
    assert one("From: a@contoh.invalid\n").text == one("Subject: s\n").text == "Gelap"


def test_letter_without_words_speaks_by_its_subject() -> None:
    assert one("Subject: Lampu\n mati  lagi\n", "> kutipan\n").text == "Lampu mati lagi"
    assert one(HEAD, "\n") == RefusedRow(7, str(NO_TEXT))


def test_subject_is_kept_to_a_length_and_decoded() -> None:
    assert one(f"Subject: {'s' * 201}\n").origin == {"subject": "s" * 200}
    assert one("Subject: =?utf-8?q?Caf=C3=A9?=\n").origin == {"subject": "Café"}
    assert one("Subject: =?bukan?q?Caf=C3=A9?=\n").origin == {"subject": "=?bukan?q?Caf=C3=A9?="}
    assert one(HEAD).origin == {}


@pytest.mark.parametrize(
    "subject", ["=?utf-8?b?A?=", "=?undefined?q?Gelap?=", "=?punycode?q?=FF?=", f"=?utf-8?q?{'a' * 20_000}?="]
)
def test_subject_that_cannot_be_unpacked_or_is_too_long_for_it_stays_as_it_is(subject) -> None:
    assert one(f"Subject: {subject}\n").origin == {"subject": subject[:200]}
    assert one(f"From: {subject} <a@contoh.invalid>\n").handle == "a@contoh.invalid"


@pytest.mark.parametrize(
    "date", ["kemarin", "Thu, 41 Oct 2026 02:03:04 +0000", "Fri, 01 Jan 1900 00:00:00 +0000", "1"]
)
def test_letter_with_a_date_that_is_none_is_refused(date) -> None:
    assert one(f"{HEAD}Date: {date}\n") == RefusedRow(7, str(BAD_TIME))


def test_date_is_read_with_its_zone_and_may_be_missing() -> None:
    told = one(f"{HEAD}Date: Thu, 01 Oct 2026 09:03:04 +0700\n").spoken_at
    assert told.isoformat() == "2026-10-01T02:03:04+00:00"
    assert one(HEAD).spoken_at is one(f"{HEAD}Date:\n").spoken_at is None


@pytest.mark.parametrize(
    ("heads", "reply_to", "thread"),
    [
        ("In-Reply-To: <a@x>\nReferences: <r@x> <s@x>", "a@x", "r@x"),
        ("References: <r@x>\n <s@x>", "s@x", "r@x"),
        ("In-Reply-To: <a@x> <b@x>", "a@x", "a@x"),
        ("In-Reply-To: tanpa kurung", "", ""),
        ("X: y", "", ""),
    ],
)
def test_letter_names_what_it_answers_and_where_the_talk_began(heads, reply_to, thread) -> None:
    row = one(f"{HEAD}Message-ID: <m@x>\n{heads}\n")
    assert (row.native_id, row.reply_to, row.thread) == ("m@x", reply_to, thread)


def test_first_header_of_a_name_counts_and_an_id_is_looked_for_in_a_bounded_part() -> None:
    assert one(f"{HEAD}From: Lain <lain@contoh.invalid>\n").handle == "ani@contoh.invalid"
    assert one(f"{HEAD}References: <r@x>{' ' * 20_000}<a@x>\n").reply_to == "r@x"
    assert one(HEAD).native_id == ""


def test_name_of_the_sender_is_kept_to_a_length() -> None:
    row = one(f'From: "{"n" * 130}" <a@contoh.invalid>\n')
    assert (row.name, row.handle) == ("n" * 120, "a@contoh.invalid")


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        ("Content-Type: text/plain; charset=iso-8859-1", "Café".encode("latin-1"), "Café"),
        ("Content-Type: text/plain; charset=us-ascii", "Café".encode(), "Café"),
        ("Content-Type: text/plain; charset=bukan", "Café".encode("cp1252"), "Café"),
        ("Content-Type: text/plain", "“Café”".encode("cp1252"), "“Café”"),
        ("Content-Type: text/plain; charset=undefined", "Café".encode("cp1252"), "Café"),
        ("Content-Type: text/plain; charset=idna", b"xn--caf-dma", "xn--caf-dma"),
        ("Content-Type: text/plain; charset=Punycode", b"Caf-dma", "Caf-dma"),
        ("Content-Type: text/plain; charset=unicode_escape", b"\\u0041", "\\u0041"),
        ("Content-Type: text/plain; charset=raw-unicode-escape", b"\\u0041", "\\u0041"),
        ("Content-Type: text/html; charset=a\0b", "Café".encode("cp1252"), "Café"),
        ("Content-Type: text/html; charset*=us-ascii''utf-8", "Café".encode(), "Café"),
        ("Content-Type: text/html; charset*=idna''%FF.", "Café".encode("cp1252"), "Café"),
        ("Content-Transfer-Encoding: quoted-printable", b"Caf=C3=A9", "Café"),
        ("Content-Transfer-Encoding: base64", b"R2VsYXA=", "Gelap"),
        ("Content-Transfer-Encoding: 8bit", "Café".encode(), "Café"),
        ("Content-Transfer-Encoding: Binary ", b"Gelap", "Gelap"),
        ("Content-Type: text/html; charset=utf-8", "<p>Satu</p><p>Café</p>".encode(), "Satu\nCafé"),
        ("Content-Type: text/html; charset=koi8-r", "<p>Свет</p>".encode("koi8-r"), "Свет"),
        ("Content-Type: text/html; charset=us-ascii", "<p>Café</p>".encode(), "Café"),
    ],
)
def test_words_are_read_in_every_packing_and_charset(head, body, text) -> None:
    assert one(f"{HEAD}{head}\n", body).text == text


def parts(*bodies: str) -> str:
    return "".join(f"--t\n{body}\n" for body in bodies) + "--t--\n"


MIXED = f"{HEAD}Content-Type: multipart/mixed; boundary=t\n"
PLAIN, MARKUP = "Content-Type: text/plain\n\nSatu", "Content-Type: text/html\n\n<p>Dua</p>"


@pytest.mark.parametrize(
    ("bodies", "text"),
    [
        ([MARKUP, PLAIN], "Satu"),
        ([MARKUP], "Dua"),
        ([MARKUP, MARKUP.replace("Dua", "Tiga")], "Dua"),
        ([PLAIN, PLAIN.replace("Satu", "Tiga")], "Satu"),
        (["Content-Type: text/plain\n\n \n", MARKUP], "Dua"),
        (["Content-Type: text/plain\nContent-Disposition: attachment\n\nIsi", PLAIN], "Satu"),
        (["Content-Type: text/plain; name=a.txt\n\nIsi", MARKUP], "Dua"),
        (["Content-Type: text/plain; name*=utf-8''a.txt\n\nIsi", MARKUP], "Dua"),
        (["Content-Type: text/plain; name*=idna''%FF.\n\nIsi", MARKUP], "Dua"),
        (["Content-Type: text/plain\nContent-Disposition: inline; filename*=a\0b''x\n\nIsi", MARKUP], "Dua"),
        (["Content-Type: image/png\n\nIsi", PLAIN], "Satu"),
    ],
)
def test_letter_of_parts_gives_its_plain_words_or_its_html_and_no_attachment(bodies, text) -> None:
    assert one(MIXED, parts(*bodies)).text == text


@pytest.mark.parametrize("boundary", ["boundary*=utf-8''t", "boundary*=idna''t", "boundary*0=t"])
def test_parts_are_told_apart_by_a_boundary_however_it_is_spelled(boundary) -> None:
    assert one(f"{HEAD}Content-Type: multipart/mixed; {boundary}\n", parts(MARKUP, PLAIN)).text == "Satu"


def test_subject_is_unpacked_up_to_a_length() -> None:
    def of(letters: int) -> str:
        return str(one(f"Subject: =?utf-8?q?{'a' * letters}?=\n").origin["subject"])

    around = len("=?utf-8?q??=")
    assert of(LONGEST_PACKED - around) == "a" * 200
    assert of(LONGEST_PACKED - around + 1).startswith("=?utf-8?q?a")
    assert LONGEST_PACKED == 20_000


def test_parts_are_looked_at_up_to_a_bound() -> None:
    many = ["Content-Type: image/png\n\nx"] * (MOST_PARTS - 1)
    assert one(MIXED, parts(*many, PLAIN)).text == "Satu"
    assert one(MIXED, parts(*many, "Content-Type: image/png\n\nx", PLAIN)) == RefusedRow(7, str(NO_TEXT))


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Ya\n\nOn Thu, 1 Oct 2026 Ani wrote:\n> a", "Ya"),
        ("Ya\n\nPada Kam, 1 Okt 2026 Ani menulis:\nb", "Ya"),
        ("Ya\n\nOn Thu, 1 Oct 2026 at 09.03, Ani Rekaan\n<ani@contoh.invalid> wrote:\nb", "Ya"),
        ("Ya\n-----Original Message-----\nb", "Ya"),
        ("Ya\n-- Pesan Terusan --\nb", "Ya"),
        ("Ya\n____________________\nb", "Ya"),
        ("Ya\nDari: Ani\nTanggal: Kamis\nb", "Ya"),
        ("Ya\nFrom: Ani\nSent: Thursday\nb", "Ya"),
        ("Ya\n-- \nAni", "Ya"),
        ("Ya\n--\nAni", "Ya"),
        ("Ya -- Ani", "Ya -- Ani"),
        ("Ya\n> lama\nlagi", "Ya\nlagi"),
        ("3 > 2", "3 > 2"),
        ("Café\n\nOn Thu, 1 Oct 2026 Ani wrote:\nb", "Café"),
        ("Ani wrote: ini", "Ani wrote: ini"),
        ("Ya\r\nlagi\r\n", "Ya\nlagi"),
    ],
)
def test_own_words_end_where_the_letter_answered_or_the_signature_begins(text, own) -> None:
    assert own_words(text) == own


def test_letter_is_linked_to_nothing() -> None:
    assert post_at("m@x", {}) == ""
