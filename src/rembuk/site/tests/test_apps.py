"""Every process that starts Django knows all the work there is to do."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import rembuk

ENTERED = ("outbox.handler", "queue.due")
ASK = """
import json
import django
django.setup()
from rembuk.shared import outbox, queue
print(json.dumps([sorted(outbox.handlers), [one.name for one in queue.due_list()]]))
"""


def test_every_handler_and_due_job_of_every_domain_is_entered_when_django_starts() -> None:
    said = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True).stdout
    tasks = "".join(path.read_text("utf-8") for path in Path(rembuk.__file__).parent.glob("*/tasks.py"))
    written = [sorted(re.findall(rf'^@{name}\("([^"]+)"', tasks, re.M)) for name in ENTERED]
    assert min(map(len, written)) > 5
    assert json.loads(said) == written
