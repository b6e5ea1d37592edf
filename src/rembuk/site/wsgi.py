"""The WSGI application."""

import os
import signal
import threading

from django.core.wsgi import get_wsgi_application

from rembuk.site.database.driver import kept_open
from rembuk.site.parent import PARENT, follow_parent


def _end() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(5)
    os._exit(1)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rembuk.site.settings")
application = get_wsgi_application()
# One connection stays open: when the last one closes, SQLite takes its log away, and on a full disk nobody
# could open the database again, not even to read.
kept_open.serve()
if os.environ.get(PARENT) == str(os.getppid()):
    follow_parent(os.getppid(), _end)
