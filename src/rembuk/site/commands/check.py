"""`rembuk check`: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import argparse
import os

from rembuk.site.commands.answers import emit

_MARKS = {
    "id": {"error": "SALAH", "warning": "PERHATIAN", "note": "CATATAN"},
    "en": {"error": "WRONG", "warning": "MIND", "note": "NOTE"},
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""


def run(args: argparse.Namespace) -> int:
    """Print findings, the gravest first; 1 when one is an error."""
    from rembuk.site.environment import setting
    from rembuk.site.home import find_home, no_installation

    home = find_home()
    if not setting("DATABASE_URL", "") and not home.exists():
        # Before the settings make it, with a secret of its own.
        raise no_installation(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rembuk.site.settings")
    import django

    django.setup()
    from django.utils import timezone, translation

    from rembuk.site.health import examine

    with translation.override(args.lang):
        findings = examine(now=timezone.now())
    ok = all(finding.level != "error" for finding in findings)
    if args.json:
        emit({"ok": ok, "findings": [finding.told(args.lang) for finding in findings]})
        return 0 if ok else 1
    for finding in findings:
        said = finding.told(args.lang)
        print(f"{_MARKS[args.lang][finding.level]}: {said['what']} {said['mend']}")
    told = ("All is well.", "Something is wrong.") if args.lang == "en" else ("Baik.", "Ada yang salah.")
    print(told[not ok])
    return 0 if ok else 1
