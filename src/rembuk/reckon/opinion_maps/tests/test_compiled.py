"""Compiled loops are kept, found again without the compiler, and made anew when what was kept is damaged."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rembuk.reckon.opinion_maps.compiled import compiled

SUM = """
import sys
import numpy as np
from rembuk.reckon.opinion_maps.representative import _count_by_group
out = np.zeros((1, 3), np.int64)
_count_by_group(np.array([0, 2]), np.array([0, 2], np.uint16), np.array([0]), out)
print(out.tolist(), "numba" in sys.modules)
"""


def run(folder: Path) -> str:
    """Count two votes in a process of its own that keeps loops in FOLDER."""
    done = subprocess.run(
        [sys.executable, "-c", SUM],
        capture_output=True,
        check=False,
        text=True,
        env={**os.environ, "NUMBA_CACHE_DIR": str(folder)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_loop_kept_runs_without_the_compiler_and_a_damaged_one_is_made_anew(
    tmp_path: Path,
) -> None:
    package = Path(sys.modules[compiled.__module__].__file__).parent / "__pycache__"
    mine = tmp_path / "loops"
    assert run(mine).startswith("[[1, 0, 1]]")
    assert run(mine) == "[[1, 0, 1]] False"
    for one in [*mine.glob("*.loop"), *package.glob("representative.count_by_group.*.loop")]:
        one.write_bytes(one.read_bytes()[:-40])
    assert run(mine) == "[[1, 0, 1]] True"
    assert run(mine) == "[[1, 0, 1]] False"


def test_a_folder_that_cannot_be_written_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert run(tmp_path / "file").startswith("[[1, 0, 1]]")


def test_what_needs_the_run_time_of_numba_is_left_to_numba() -> None:
    def ones(n: int) -> np.ndarray:
        return np.ones(n)

    assert compiled(ones)(3).tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("values", [np.arange(6.0)[::2], np.zeros((0,))])
def test_arrays_of_any_layout_and_numbers_of_any_kind_arrive_as_they_are(values: np.ndarray) -> None:
    def total(array: np.ndarray, factor: float, extra: int) -> float:
        result = 0.0
        for i in range(array.size):
            result += array[i] * factor
        return result + extra

    assert compiled(total)(values, 0.5, np.int32(7)) == values.sum() * 0.5 + 7
    values.flags.writeable = False
    assert compiled(total)(values, np.float64(2.0), 1) == values.sum() * 2 + 1
