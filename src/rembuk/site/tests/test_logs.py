"""What a web process loads only when it is needed loads whole, whichever of its threads is first."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

# The first thread is held in the package's beginning until the second has asked for a part of it.
TWO_AT_ONCE = """
import sys, threading, time
class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "lokal":
            time.sleep(0.5)
sys.meta_path.insert(0, Slow())
from rembuk.shared.workdays import holidays_of
from rembuk.site.logs import _mask
failed = []
def call(function, *words):
    try:
        function(*words)
    except Exception as error:
        failed.append(repr(error))
first = threading.Thread(target=call, args=FIRST)
second = threading.Thread(target=call, args=SECOND)
first.start(); time.sleep(0.2); second.start(); first.join(); second.join()
sys.exit("; ".join(failed) or 0)
"""
HOLIDAYS, MASK = "(holidays_of, 2026)", "(_mask,)"


@pytest.mark.parametrize(("first", "second"), [(HOLIDAYS, MASK), (MASK, HOLIDAYS)])
def test_mask_and_holidays_asked_for_at_once_in_a_new_process_are_both_there(first, second):
    code = TWO_AT_ONCE.replace("FIRST", first).replace("SECOND", second)
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
