"""`rembuk demo code NAME`: the sign-in code of a demo account at this moment."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from rembuk.reckon.refusal import Refusal
from rembuk.site.commands.answers import emit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("name", help="warga, lapangan, penelaah1, penelaah2, koordinator, pemilik or cabang")


def run(args: argparse.Namespace) -> int:
    """Print the address, the password where there is one, and the code."""
    from rembuk.site.commands.office import begin
    from rembuk.site.demo.home import secrets_of

    accounts = secrets_of(Path(os.environ.get("REMBUK_HOME", "var")).absolute())
    if args.name not in accounts:
        raise Refusal(
            f"Tidak ada akun contoh {args.name!r}; yang ada: {', '.join(accounts)}.",
            f"There is no demo account {args.name!r}; there are: {', '.join(accounts)}.",
        )
    begin(args.lang)
    account = accounts[args.name]
    code = _code(account)
    if args.json:
        emit(
            {"name": args.name, "email": account["email"], "password": account.get("password"), "code": code}
        )
    else:
        print(account["email"])
        if "password" in account:
            print(account["password"])
        ask = (
            "Minta kode di halaman masuk, lalu jalankan perintah ini lagi.",
            "Ask for a code on the sign-in page, then run this command again.",
        )
        print(code or ask[args.lang == "en"])
    return 0


def _code(account: dict[str, str]) -> str | None:
    from django.utils import timezone

    from rembuk.people.models import Person
    from rembuk.people.queries import current_totp
    from rembuk.site.demo.mailbox import latest_code

    if "password" in account:
        return current_totp(Person.objects.get(email=account["email"]), timezone.now())
    return latest_code(account["email"])
