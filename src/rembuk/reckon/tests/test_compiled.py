"""Compiled loops are kept, found again without the compiler, and made anew when what was kept is damaged."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import llvmlite.binding
import numpy as np
import pytest

from rembuk.reckon import compiled as module
from rembuk.reckon.compiled import compiled
from rembuk.reckon.opinion_maps import representative

SUM = """
import sys
import numpy as np
from rembuk.reckon import compiled
{before}
from rembuk.reckon.opinion_maps.representative import _count_by_group
out = np.zeros((1, 3), np.int64)
_count_by_group(np.array([0, 2]), np.array([0, 2], np.uint16), np.array([0]), out)
print(out.tolist(), "numba" in sys.modules)
"""
# Look in the folder of the test alone: the package's own may hold the loops from before.
ALONE = (
    "import os, pathlib; compiled._folders = lambda: iter([pathlib.Path(os.environ['NUMBA_CACHE_DIR'])])\n"
)
RIGHT = "[[1, 0, 1]]"
COMPILED, FOUND = f"{RIGHT} True", f"{RIGHT} False"


def start(folder: Path, before: str = ALONE) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SUM.format(before=before)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NUMBA_CACHE_DIR": str(folder)},
    )


def end(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    return out.strip()


def run(folder: Path, before: str = ALONE) -> str:
    """Count two votes in a process of its own that keeps loops in FOLDER; BEFORE runs first."""
    return end(start(folder, before))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a loop that was compiled."""
    folder = tmp_path_factory.mktemp("loops")
    assert run(folder) == COMPILED
    return folder


def test_a_loop_kept_runs_without_the_compiler(tmp_path: Path) -> None:
    assert run(tmp_path / "absent" / "loops") == COMPILED
    assert run(tmp_path / "absent" / "loops") == FOUND


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-40],
        lambda data: data[:-40] + bytes(40),
        lambda data: data.replace(b"symbol", b"simbol"),
        lambda data: b"\xff" * 100,
    ],
    ids=["emptied", "cut short", "overwritten at the end", "another head", "noise"],
)
def test_a_damaged_loop_is_made_anew(kept: Path, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    for one in tmp_path.glob("*.loop"):
        one.write_bytes(damage(one.read_bytes()))
    assert run(tmp_path) == COMPILED
    assert run(tmp_path) == FOUND


def test_where_nothing_can_be_written_the_answer_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert run(tmp_path / "file") == run(tmp_path / "file" / "below") == COMPILED


def test_a_folder_made_read_only_still_lends_what_it_holds(kept: Path, tmp_path: Path) -> None:
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    tmp_path.chmod(0o555)
    try:
        assert run(tmp_path) == FOUND
    finally:
        tmp_path.chmod(0o755)


def test_a_folder_that_cannot_be_written_is_passed_over_for_the_next(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folders = str(tmp_path / "file"), str(tmp_path / "next")
    two = f"import pathlib; compiled._folders = lambda: map(pathlib.Path, {folders})"
    assert run(tmp_path, two) == COMPILED
    assert run(tmp_path, two) == FOUND


@pytest.mark.parametrize(
    ("owner", "name", "value"),
    [
        (llvmlite.binding, "get_host_cpu_name", lambda: "another"),
        (llvmlite.binding, "get_host_cpu_features", lambda: llvmlite.binding.FeatureMap({"avx": False})),
        (llvmlite, "__version__", "0.1"),
        (platform, "machine", lambda: "another"),
        (sys, "version", "3.99"),
        (importlib.util, "find_spec", None),
    ],
    ids=["processor", "features", "llvmlite", "machine", "Python", "numba"],
)
def test_another_machine_or_version_looks_for_code_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, owner: Any, name: str, value: Any
) -> None:
    (tmp_path / "_version.py").write_text("0.1")
    loop = representative._count_by_group
    before = loop._file_name(("i",))
    if name == "find_spec":
        value = lambda _: SimpleNamespace(origin=str(tmp_path / "__init__.py"))  # noqa: E731 - one of six
    monkeypatch.setattr(owner, name, value)
    monkeypatch.setattr(module, "_machine", module._machine.__wrapped__)
    assert loop._file_name(("i",)) != before
    assert loop._file_name(("i",)).rsplit(".", 2)[0] == before.rsplit(".", 2)[0]


def test_code_made_on_another_processor_is_not_used_and_not_lost(tmp_path: Path) -> None:
    other = "mine = compiled._machine(); compiled._machine = lambda: b'another'"
    assert run(tmp_path, ALONE + other) == COMPILED
    assert run(tmp_path) == COMPILED
    assert run(tmp_path, ALONE + other) == run(tmp_path) == FOUND


def test_code_of_an_older_source_is_not_used_and_goes_in_the_end(tmp_path: Path) -> None:
    assert run(tmp_path) == COMPILED
    (now,) = tmp_path.glob("*.loop")
    for age in range(9):
        old = now.with_name(f"{now.name.rsplit('.', 2)[0]}.{age:024x}.loop")
        old.write_bytes(b"old")
        os.utime(old, (age, age))
    now.unlink()
    assert run(tmp_path) == COMPILED
    assert now.exists()
    assert len(list(tmp_path.iterdir())) == 4


def test_a_numba_that_works_otherwise_inside_still_gives_the_answer(tmp_path: Path) -> None:
    other = "import numba.core.codegen as c; del c.CPUCodeLibrary.serialize_using_object_code"
    assert run(tmp_path, ALONE + other) == COMPILED


def test_processes_that_write_at_once_leave_one_whole_loop(tmp_path: Path) -> None:
    together = [start(tmp_path) for _ in range(3)]
    assert {end(process) for process in together} <= {COMPILED, FOUND}
    assert [one.suffix for one in tmp_path.iterdir()] == [".loop"]
    assert run(tmp_path) == FOUND


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
