"""What web processes share is loaded before they are forked, and no more than that."""

from __future__ import annotations

import json
import subprocess
import sys

LOAD = """
import json, sys
from rembuk.site.database.driver import use_safe_sqlite
use_safe_sqlite()
import django
django.setup()
from rembuk.site.serving import load_pages
load_pages()
import gc
from django.db import connections
from django.template import engines
known = engines["django"].engine.template_loaders[0].get_template_cache
print(json.dumps({
    "modules": sorted(sys.modules),
    "templates": sorted(map(str, known)),
    "open": [one.alias for one in connections.all() if one.connection is not None],
    "frozen": gc.get_freeze_count(),
}))
"""


def test_pages_are_loaded_before_the_fork_without_a_database_or_an_engine(tmp_path):
    environment = {
        "REMBUK_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "rembuk.site.settings", "PATH": "",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", LOAD], env=environment, capture_output=True, check=True, text=True
    )
    found = json.loads(done.stdout)
    assert {"rembuk.ideas.views.public", "rembuk.site.urls"} <= set(found["modules"])
    assert not {"numpy", "numba", "llvmlite", "scipy", "openpyxl"} & set(found["modules"])
    assert any("ideas/idea.html" in name for name in found["templates"])
    assert found["open"] == []
    # Nothing opened at all: the file would be there.
    assert not (tmp_path / "rembuk.sqlite3").exists()
    assert found["frozen"] > 100_000
