"""An installation as it stands on the web: nothing to add, nothing given away (A26, A30, A36, A63, A81)."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from rembuk.people.tests.factories import make_person, sign_in
from rembuk.shared.actors import OPERATOR
from rembuk.spaces import queries
from rembuk.spaces.actions import invite
from rembuk.spaces.tests.factories import make_space
from tests.abuse.deployed import HOST
from tests.abuse.observatory import Captured, results, score

DOCS = Path(__file__).parents[2] / "docs" / "reference" / "headers.md"
LEAST = 120
_seen: dict[str, Any] = {}


@pytest.fixture
def deployed(db: None, tmp_path: Path) -> dict[str, Any]:
    """Return what an installation behind a TLS proxy shows, set up as docs/reference/settings.md says."""
    if _seen:
        return _seen
    home = tmp_path / "rumah"
    home.mkdir()
    source = sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True)
    with sqlite3.connect(home / "rembuk.sqlite3") as copy:
        source.backup(copy)
    source.close()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("REMBUK", "DATABASE"))}
    env = {
        **kept, "DJANGO_SETTINGS_MODULE": "rembuk.site.settings", "REMBUK_HOME": str(home),
        "REMBUK_URL": f"https://{HOST}", "REMBUK_HOSTS": HOST, "REMBUK_TRUSTED_PROXY": "127.0.0.1",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.abuse.deployed"], env=env, capture_output=True, text=True, check=False,
        timeout=120, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    _seen.update(json.loads(done.stdout))
    return _seen


def captured(path: str, seen: dict[str, Any]) -> Captured:
    page = seen["pages"][path]
    return Captured(HOST, page["plain"][0], page["plain"][1], page["headers"], page["cookies"], page["body"])


def test_djangos_deployment_check_finds_nothing_and_nothing_is_silenced(deployed: dict[str, Any]) -> None:
    assert deployed["check"] == []
    assert deployed["silenced"] == []


def test_headers_score_120_by_the_observatorys_rules_on_every_page(deployed: dict[str, Any]) -> None:
    scores = {path: score(results(captured(path, deployed))) for path in deployed["pages"]}
    assert min(scores.values()) >= LEAST, scores
    assert deployed["pages"]["/akun/masuk/"]["cookies"], "the page with a form has a cookie to judge"


def test_table_of_the_headers_in_the_docs_is_what_was_captured(deployed: dict[str, Any]) -> None:
    text = DOCS.read_text("utf-8")
    for path in ("/", "/akun/masuk/"):
        found = results(captured(path, deployed))
        for name, result, points in found:
            row = f"| `{path}` | {name} | `{result}` | {points} |"
            assert row in text, row
        assert f"`{path}`: {score(found)}" in text


def test_observatory_rules_see_what_is_missing(deployed: dict[str, Any]) -> None:
    good = captured("/", deployed)
    loose = good.headers["content-security-policy"].replace("script-src", "script-src 'unsafe-inline' *")
    for changed, least in (
        ({"content-security-policy": loose}, 30), ({"strict-transport-security": "max-age=60"}, 10),
        ({"referrer-policy": "unsafe-url"}, 10), ({"x-content-type-options": ""}, 5),
    ):  # fmt: skip
        worse = Captured(HOST, 301, good.plain_location, {**good.headers, **changed})
        assert score(results(worse)) <= score(results(good)) - least, changed
    assert score(results(Captured(HOST, 200, "", {}))) == 10


def test_cookies_are_bound_to_this_host_and_unread_by_script(deployed: dict[str, Any]) -> None:
    cookies = [*deployed["pages"]["/akun/masuk/"]["cookies"], *deployed["cookies"]]
    names = {"csrf", "sesi", "bahasa", "kabar"}
    assert {one["name"] for one in cookies} == {f"__Host-{name}" for name in names}
    for one in cookies:
        assert one["samesite"] == "Lax"
        assert (one["secure"], one["httponly"], one["path"], one["domain"]) == (True, True, "/", "")


def test_answer_that_only_leads_to_https_says_of_itself_what_every_page_says(
    deployed: dict[str, Any],
) -> None:
    led = deployed["pages"]["/"]["led"]
    assert led["location"] == f"https://{HOST}/"
    for name in (
        "x-frame-options",
        "x-content-type-options",
        "referrer-policy",
        "cross-origin-opener-policy",
    ):
        assert led[name] == deployed["pages"]["/"]["headers"][name]
    assert "frame-ancestors 'none'" in led["content-security-policy"]


def test_fresh_installation_has_no_debug_and_a_drawn_secret_nobody_else_reads(
    deployed: dict[str, Any], tmp_path: Path
) -> None:
    from rembuk.people.models import Person
    from rembuk.site.commands import serve
    from rembuk.site.secret import read_secret

    assert (deployed["debug"], deployed["mode"]) == (False, 0o600)
    assert deployed["secret"] >= 64
    secrets = {read_secret(tmp_path / str(number)) for number in range(20)}
    assert len(secrets) == 20
    import argparse

    parser = argparse.ArgumentParser()
    serve.add_arguments(parser)
    assert parser.parse_args([]).host == "127.0.0.1"
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_fault_of_ours_shows_nothing_of_the_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(slug: str) -> None:
        raise DatabaseError("SELECT rahasia FROM people_person WHERE sandi = 'kanari' /srv/rembuk")

    make_space("contoh")
    client = sign_in(Client(raise_request_exception=False), make_person())
    # Pages are loaded by the first request; loaded after the next line, they would stay broken.
    client.get("/r/contoh/")
    monkeypatch.setattr(queries, "space_by_slug", broken)
    answer = client.get("/r/contoh/tim/")
    assert answer.status_code == 500
    told = answer.content.decode() + str(answer.headers)
    for word in ("SELECT", "kanari", "/srv/", "DatabaseError", "Traceback", "Django", "Python", ".py"):
        assert word not in told, word
    assert "Ada yang rusak di pihak kami" in told


@pytest.mark.django_db
def test_host_a_request_claims_leads_no_mail_astray() -> None:
    space = make_space("contoh")
    email = {"email": "warga@contoh.id"}
    assert Client(headers={"host": "lain.example"}).post("/akun/masuk/", email).status_code == 400
    assert mail.outbox == []
    headers = {"x-forwarded-host": "lain.example", "x-forwarded-server": "lain.example"}
    assert Client(headers=headers).post("/akun/masuk/", email).status_code == 302
    link = invite(space=space, email="baru@contoh.id", role="writer", by=OPERATOR, at=timezone.now())
    assert link.startswith("http://127.0.0.1:8000/undangan/")
    assert len(mail.outbox) == 2
    assert not [letter for letter in mail.outbox if "lain.example" in letter.message().as_string()]
