"""Commands of the engines start without the compiler and without Django once their loops are kept."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BUDGET = (
    "META\nkey;value\nbudget;100\nvote_type;approval\nPROJECTS\nproject_id;cost\na;60\nb;60\nc;40\n"
    "VOTES\nvoter_id;vote\n1;a\n2;b\n3;c,a\n4;b,c\n"
)
ELECTION = (
    "# NUMBER ALTERNATIVES: 3\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n"
    "# ALTERNATIVE NAME 3: C\n2: 1,2\n1: 3\n"
)
POOL = "id,x\n" + "".join(f"p{i},{'ab'[i % 2]}\n" for i in range(9))
QUOTAS = "feature,value,min,max\nx,a,1,2\nx,b,1,2\n"
COMMANDS = [
    *(["budget", "b.pb", "--rule", rule] for rule in ("greedy-cost", "greedy-card", "phragmen")),
    *(["budget", "b.pb", "--rule", rule, "--completion", "add1u"] for rule in ("mes-cost", "mes-card")),
    *(["tally", "e.soi", "--rule", rule] for rule in ("irv", "schulze", "mes", "seq-phragmen", "stv-meek")),
    ["panel", "p.csv", "q.csv", "--size", "3"],
    ["map", "v.csv"],
]
RUN = """
import json, sys
from rembuk.site.cli import main
assert main(sys.argv[1:] + ["--json"]) == 0
print(json.dumps(sorted({"numba", "django", "scipy"} & set(sys.modules))), file=sys.stderr)
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    votes = "participant,statement,vote\n1,a,1\n2,a,-1\n2,b,1\n"
    texts = {"b.pb": BUDGET, "e.soi": ELECTION, "p.csv": POOL, "q.csv": QUOTAS, "v.csv": votes}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_command_run_again_loads_neither_compiler_nor_django(files: Path, words: list[str]) -> None:
    done = []
    for _ in range(2):
        process = [sys.executable, "-c", RUN, *words]
        done.append(subprocess.run(process, capture_output=True, check=False, cwd=files))
        assert done[-1].returncode == 0, done[-1].stderr
    assert done[0].stdout == done[1].stdout
    assert set(json.loads(done[1].stderr)) <= ({"scipy"} if words[0] == "map" else set())
