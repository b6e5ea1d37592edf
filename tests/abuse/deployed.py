"""An installation as it stands on the web, asked in a process of its own; prints what was seen as JSON."""

from __future__ import annotations

import json
import os
import stat
import sys
from typing import Any

HOST = "rembuk.example"
KEPT = ("secure", "httponly", "samesite", "path", "domain")
PAGES = ("/", "/cara-kerja/", "/akun/masuk/", "/tanda-terima/", "/tidak-ada/")


def _cookies(client: Any) -> list[dict[str, Any]]:
    """Return every cookie that a reader can be given: of forms, of the language, of what a step said."""
    from django.contrib.messages import add_message, constants
    from django.contrib.messages.storage import default_storage
    from django.http import HttpResponse
    from django.test import RequestFactory

    from rembuk.site.sessions import SessionStore

    request = RequestFactory(headers={"host": HOST}).get("/", secure=True)
    request.session = SessionStore()
    notices = default_storage(request)
    vars(request)["_messages"], answer = notices, HttpResponse()
    add_message(request, constants.SUCCESS, "Tersimpan.")
    notices.update(answer)
    seen = [
        answer, client.post("/bahasa/", {"bahasa": "en", "kembali": "/"}, secure=True),
        client.post("/akun/masuk/", {"email": "warga@contoh.id"}, secure=True),
    ]  # fmt: skip
    return [
        {"name": name, **{key: one[key] for key in KEPT}}
        for one_seen in seen for name, one in one_seen.cookies.items()
    ]  # fmt: skip


def main() -> None:
    """Print the findings of Django's deployment check, the settings, and the headers of PAGES."""
    import django

    django.setup()
    from django.conf import settings
    from django.core import checks
    from django.test import Client

    from rembuk.site.secret import secret_path

    pages = {}
    for path in PAGES:
        plain = Client(headers={"host": HOST}).get(path)
        client = Client(headers={"host": HOST})
        seen = client.get(path, secure=True)
        pages[path] = {
            "plain": [plain.status_code, plain.get("Location", "")],
            "status": seen.status_code,
            "headers": {name.lower(): value for name, value in seen.items()},
            "cookies": [
                {
                    "name": name,
                    **{key: one[key] for key in KEPT},
                }
                for name, one in seen.cookies.items()
            ],
            "body": seen.content.decode(),
            "led": {name.lower(): value for name, value in plain.items()},
        }
    print(
        json.dumps(
            {
                "check": [
                    str(found.id) for found in checks.run_checks(include_deployment_checks=True)
                    if found.level >= checks.WARNING
                ],
                "silenced": settings.SILENCED_SYSTEM_CHECKS,
                "debug": settings.DEBUG,
                "secret": len(settings.SECRET_KEY),
                "mode": stat.S_IMODE(os.stat(secret_path(settings.HOME)).st_mode),
                "pages": pages,
                "cookies": _cookies(Client(headers={"host": HOST})),
            }
        )
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
