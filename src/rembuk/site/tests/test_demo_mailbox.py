"""The demo's mailbox finds the sign-in code that was mailed last, and nothing that only looks like one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend

from rembuk.site.demo.mailbox import latest_code

CITIZEN = "warga@contoh.example"


@pytest.fixture
def surat(tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path
    return tmp_path / "surat"


def mailed(folder: Path, subject: str, text: str, *, to: str = CITIZEN, at: int) -> None:
    """Let Django write a letter into FOLDER, in a file of its own from second AT."""
    apart = folder.parent / "satu"
    letter = EmailMessage(subject, text, "rembuk@contoh.example", [to])
    EmailBackend(file_path=str(apart)).send_messages([letter])
    (made,) = apart.iterdir()
    os.utime(made, (at, at))
    folder.mkdir(exist_ok=True)
    made.rename(folder / f"{at}.log")


def test_code_of_the_newest_sign_in_letter_is_found(surat: Path) -> None:
    mailed(surat, "111222 adalah kode masuk Anda", "Kode: 111222", at=1)
    mailed(surat, "333444 is your sign-in code", "Code: 333444", at=3)
    mailed(surat, "555666 adalah kode masuk Anda", "Kode: 555666", to="lain@contoh.example", at=4)
    assert latest_code(CITIZEN) == "333444"


def test_six_digits_in_a_later_letter_are_no_code(surat: Path) -> None:
    mailed(surat, "111222 adalah kode masuk Anda", "Kode: 111222", at=1)
    mailed(surat, "Kabar gagasan yang Anda dukung", "https://contoh.example/berhenti/ab-765432-cd/", at=2)
    mailed(surat, "1000000 suara terkumpul", "Terima kasih.", at=3)
    assert latest_code(CITIZEN) == "111222"


def test_mailbox_without_a_sign_in_letter_has_no_code(surat: Path) -> None:
    assert latest_code(CITIZEN) is None
    mailed(surat, "Kabar gagasan yang Anda dukung", "Nomor 765432.", at=1)
    assert latest_code(CITIZEN) is None
