"""What the operator sets in the environment: read, or refused in one sentence before anything is begun."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rembuk.reckon.refusal import Refusal
from rembuk.site import environment
from rembuk.site.secret import read_secret


@pytest.mark.parametrize(
    ("read", "name", "wrong"),
    [
        (environment.public_url, "REMBUK_URL", "suara.example.id"),
        (environment.public_url, "REMBUK_URL", "https:/suara.example.id"),
        (environment.public_url, "REMBUK_URL", "ftp://suara.example.id"),
        (environment.public_url, "REMBUK_URL", "https://suara.example.id/rembuk"),
        (environment.public_url, "REMBUK_URL", "https://suara.example.id:delapan"),
        (environment.hosts, "REMBUK_HOSTS", "https://suara.example.id"),
        (environment.hosts, "REMBUK_HOSTS", "suara.example.id:443"),
        (environment.hosts, "REMBUK_HOSTS", "suara.example.id www.suara.example.id"),
        (lambda _: environment.trusted_proxy(), "REMBUK_TRUSTED_PROXY", "nginx"),
        (environment.database, "DATABASE_URL", "postgress://ani:rahasia@127.0.0.1/rembuk"),
        (environment.database, "DATABASE_URL", "postgres://ani:rahasia@127.0.0.1:x/rembuk"),
        (environment.database, "DATABASE_URL", "postgres://ani:rahasia@127.0.0.1/"),
        (environment.database, "DATABASE_URL", "mysql://ani:rahasia@127.0.0.1/rembuk"),
        (environment.mail, "EMAIL_URL", "smtp+tsl://ani:rahasia@surel.example.id:587"),
        (environment.mail, "EMAIL_URL", "smtp+tls://ani:rahasia@surel.example.id:x"),
        (environment.mail, "EMAIL_URL", "smtp+tls://"),
        (environment.mail, "EMAIL_URL", "surel.example.id"),
        (environment.sender, "REMBUK_FROM", "Desa Kita"),
    ],
)
def test_setting_with_a_mistake_is_refused_by_name_and_no_password_is_shown(monkeypatch, read, name, wrong):
    monkeypatch.setenv(name, wrong)
    with pytest.raises(Refusal) as refused:
        read("")
    for said in refused.value.sentences.values():
        assert said.startswith(name)
        assert "rahasia" not in said


def test_settings_as_the_guides_write_them_are_read_and_an_empty_one_counts_as_none(monkeypatch, tmp_path):
    for name, value in {
        "REMBUK_URL": "https://suara.example.id/", "REMBUK_HOSTS": "suara.example.id, [::1]",
        "REMBUK_TRUSTED_PROXY": "10.0.0.0/24", "DATABASE_URL": "postgres://a:b@127.0.0.1:5432/rembuk",
        "EMAIL_URL": "smtp+tls://nama:san%40di@surel.example.id:587", "REMBUK_FROM": "Desa <a@example.id>",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    assert environment.public_url("x") == "https://suara.example.id"
    assert environment.hosts("x") == ["suara.example.id", "[::1]"]
    assert environment.trusted_proxy() == "10.0.0.0/24"
    assert environment.database("x")["NAME"] == "rembuk"
    assert environment.mail("x")["EMAIL_HOST_PASSWORD"] == "san@di"
    assert environment.sender("x") == "Desa <a@example.id>"
    for name in ("REMBUK_URL", "DATABASE_URL", "EMAIL_URL"):
        monkeypatch.setenv(name, " ")
    assert environment.public_url("http://127.0.0.1:8000") == "http://127.0.0.1:8000"
    assert environment.database(f"sqlite:///{tmp_path}/a.sqlite3")["NAME"] == f"{tmp_path}/a.sqlite3"
    assert "console" in environment.mail("consolemail://")["EMAIL_BACKEND"]


def test_secret_that_is_empty_or_stands_where_no_file_can_is_refused(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("\n")
    with pytest.raises(Refusal, match="is empty"):
        read_secret(tmp_path)
    with pytest.raises(Refusal, match="cannot be opened"):
        read_secret(tmp_path / "secret")
    monkeypatch.setenv("REMBUK_SECRET_FILE", str(tmp_path / "tidak ada" / "secret"))
    with pytest.raises(Refusal, match="No such file"):
        read_secret(tmp_path)
    assert not (tmp_path / "tidak ada").exists()


@pytest.mark.parametrize(
    ("said", "words", "names"),
    [
        ({"EMAIL_URL": "smtp+tsl://a:b@c"}, ["work"], "EMAIL_URL"),
        ({"DATABASE_URL": "postgres://a:b@127.0.0.1:1/x"}, ["work", "--once"], "Basis data"),
        ({}, ["check"], "Tidak ada instalasi di"),
        ({"REMBUK_HOME": __file__}, ["serve", "--port", "8329"], "test_environment.py"),
    ],
)  # fmt: skip
def test_command_under_a_mistaken_setting_ends_with_one_sentence_and_leaves_nothing(
    tmp_path: Path, said, words, names
):
    ours = ("REMBUK", "PYTEST", "DATABASE", "EMAIL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    done = subprocess.run(
        [sys.executable, "-m", "rembuk", *words],
        env={**kept, "REMBUK_HOME": str(tmp_path / "rumah"), **said},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert names in done.stderr
    assert not list((tmp_path / "rumah").glob("*.sqlite3"))


def test_check_of_an_empty_folder_says_that_no_installation_is_there(tmp_path):
    environment = {**os.environ, "REMBUK_HOME": str(tmp_path)}
    environment = {name: value for name, value in environment.items() if not name.startswith("PYTEST")}
    done = subprocess.run(
        [sys.executable, "-m", "rembuk", "check"], env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, f"Belum ada instalasi di {tmp_path}." in done.stdout) == (1, True)
