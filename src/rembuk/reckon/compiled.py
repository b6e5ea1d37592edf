"""Compile inner loops once and run them without starting the compiler again.

numba's own cache was weighed first: it keeps the machine code, but to use it numba itself must be imported
and every loop looked up by it, about a second of processor time before the first vote is counted. So the
machine code numba makes is kept here as a plain object file, and later runs link it with llvmlite alone, in a
few milliseconds a loop; numba is imported only where a loop meets types it has not met on this machine. Code
that needs more of numba's run time than bare arithmetic on arrays is left to numba.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib
import importlib.util
import json
import os
import platform
import sys
import tempfile
import threading
import types
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

# One loop at a time: neither the compiler nor the linker likes two threads.
_linking = threading.RLock()

Function = TypeVar("Function", bound=Callable[..., Any])

_RETURNS = {"none": None, "int64": ctypes.c_int64, "float64": ctypes.c_double}
# How many codes of one loop a folder keeps, so that two installations sharing it do not undo each other.
_KEPT = 4
# What the object may ask of the process; the reference counter is asked for but never reached (see _linker).
_KNOWN_SYMBOLS = {"NRT_MemInfo_call_dtor", "sqrt", "memcpy", "memset", "memmove"}


def compiled(loop: Function) -> Function:
    """Compile LOOP, a function of arrays and numbers that returns None, a whole number or a float.

    Strict IEEE arithmetic on one thread, so the same input gives the same bytes on every run. A loop may call
    other compiled loops, and must not make arrays (its caller hands it room).
    """
    return cast(Function, _Loop(loop))


class _Loop:
    """Call the machine code for the types of the arguments, loading or making it at first need."""

    def __init__(self, plain: Callable[..., Any]) -> None:
        self.plain = plain
        self.__doc__ = plain.__doc__
        self.ready: dict[tuple[str, ...], Callable[..., Any]] = {}

    def __call__(self, *args: Any) -> Any:
        kinds = tuple(map(_kind, args))
        call = self.ready.get(kinds)
        if call is None:
            with _linking:
                call = self.ready[kinds] = self.ready.get(kinds) or self._prepare(kinds)
        return call(*args)

    def _prepare(self, kinds: tuple[str, ...]) -> Callable[..., Any]:
        try:
            name = self._file_name(kinds)
            stored = _read(name)
            if stored is None:
                stored = self._make(kinds)
                if stored is None:
                    return cast(Callable[..., Any], self.dispatcher())
                _write(name, stored)
            return _link(stored, kinds)
        except (ImportError, AttributeError, OSError, RuntimeError):
            # Another numba or llvmlite than those known: slower to start their own way, the same answer.
            return cast(Callable[..., Any], self.dispatcher())

    def _file_name(self, kinds: tuple[str, ...]) -> str:
        source = Path(self.plain.__code__.co_filename)
        digest = hashlib.sha256(_machine())
        for text in self.sources().values():
            digest.update(text)
        types_of = hashlib.sha256("|".join(kinds).encode()).hexdigest()[:8]
        word = self.plain.__name__.strip("_<>")
        return f"{source.stem.strip('<>')}.{word}.{types_of}.{digest.hexdigest()[:24]}.loop"

    def called(self) -> dict[str, _Loop]:
        """Return the compiled loops this one calls, by name."""
        known, names = self.plain.__globals__, self.plain.__code__.co_names
        return {name: known[name] for name in names if isinstance(known.get(name), _Loop)}

    def sources(self) -> dict[str, bytes]:
        """Return what the machine code is made from, by file: the loop's own and those of loops it calls."""
        code = self.plain.__code__
        file = Path(code.co_filename)
        found = {
            code.co_filename: file.read_bytes()
            if file.is_file()
            else code.co_code + repr(code.co_consts).encode()
        }
        for loop in self.called().values():
            if loop.plain.__code__.co_filename not in found:
                found |= loop.sources()
        return found

    def dispatcher(self) -> Any:
        """Return numba's own function for this loop, loops it calls included."""
        import numba

        if not hasattr(self, "_dispatcher"):
            called = {name: loop.dispatcher() for name, loop in self.called().items()}
            known = {**self.plain.__globals__, **called}
            code = self.plain.__code__
            clone = types.FunctionType(code, known, self.plain.__name__, None, self.plain.__closure__)
            self._dispatcher = numba.njit(nogil=True, error_model="numpy")(clone)
        return self._dispatcher

    def _make(self, kinds: tuple[str, ...]) -> bytes | None:
        """Compile for KINDS and return what to store, or None if the code needs numba's run time."""
        import llvmlite.binding as llvm

        numba: Any = importlib.import_module("numba")
        clone = self.dispatcher().py_func
        bare = numba.njit(
            nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True
        )(clone)  # fmt: skip
        done, result = bare._compiler._compile_cached(tuple(map(_numba_type, kinds)), None)
        if not done:
            raise result
        returns = str(result.signature.return_type)
        module = llvm.parse_bitcode(result.library._final_module.as_bitcode())
        outside = {one.name for one in [*module.functions, *module.global_variables] if one.is_declaration}
        outside = {name for name in outside if not name.startswith("llvm.")}
        if returns not in _RETURNS or not outside <= _KNOWN_SYMBOLS:
            return None
        code: bytes = result.library.serialize_using_object_code()[2][0]
        head = {"symbol": result.fndesc.llvm_func_name, "returns": returns}
        body = json.dumps(head).encode() + b"\n" + code
        return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def _kind(value: Any) -> str:
    if isinstance(value, np.ndarray):
        flags = value.flags
        layout = "C" if flags.c_contiguous else "A"
        return f"{value.dtype.str}{value.ndim}{layout}{'w' if flags.writeable else 'r'}"
    return "f" if isinstance(value, float) else "i"


def _numba_type(kind: str) -> Any:
    numba: Any = importlib.import_module("numba")

    if kind in ("f", "i"):
        return numba.float64 if kind == "f" else numba.int64
    dtype = numba.from_dtype(np.dtype(kind[:-3]))
    return numba.types.Array(dtype, int(kind[-3]), kind[-2], readonly=kind[-1] == "r")


@cache
def _machine() -> bytes:
    """Return what machine code depends on: processor, Python, numba and llvmlite."""
    import llvmlite
    import llvmlite.binding as llvm

    spec = importlib.util.find_spec("numba")
    version = b""
    if spec is not None and spec.origin is not None:
        version = (Path(spec.origin).parent / "_version.py").read_bytes()
    words = [
        platform.system(), platform.machine(), sys.version, llvmlite.__version__, np.__version__,
        llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten(),
    ]  # fmt: skip
    return version + "|".join(words).encode() + Path(__file__).read_bytes()


def _folders() -> Iterator[Path]:
    """Yield where compiled loops may lie, the first that can be written being where new ones go."""
    if "NUMBA_CACHE_DIR" in os.environ:
        yield Path(os.environ["NUMBA_CACHE_DIR"])
    yield Path(__file__).parent / "__pycache__"
    if "REMBUK_HOME" in os.environ:
        yield Path(os.environ["REMBUK_HOME"]) / "numba"
    base = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
    if base.is_absolute():  # an account without a home has none
        yield base / "rembuk"


def _read(name: str) -> bytes | None:
    """Return the stored loop NAME, or None if there is none or it is damaged."""
    for folder in _folders():
        try:
            stored = (folder / name).read_bytes()
        except OSError:
            continue
        digest, _, body = stored.partition(b"\n")
        if digest == hashlib.sha256(body).hexdigest().encode():
            return stored
    return None


def _write(name: str, stored: bytes) -> None:
    """Keep STORED in the first folder that can be written; if none can, the next run compiles again.

    Each process writes a file of its own and renames it, so another sees all of it or nothing.
    """
    for folder in _folders():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=folder, prefix=name, suffix=".draft", delete=False) as draft:
                try:
                    draft.write(stored)
                    draft.close()
                    os.replace(draft.name, folder / name)
                except OSError:
                    Path(draft.name).unlink(missing_ok=True)
                    raise
        except OSError:
            continue
        _tidy(folder, name)
        return


def _tidy(folder: Path, name: str) -> None:
    """Drop all but the newest few of one loop in FOLDER: older sources, other versions, other processors."""
    try:
        kept = [(one.stat().st_mtime_ns, one) for one in folder.glob(f"{name.rsplit('.', 2)[0]}.*.loop")]
        for _, old in sorted(kept, reverse=True)[_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        return  # another process tidies too


@cache
def _linker() -> Any:
    """Return an engine that links object files into this process."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    if llvm.address_of_symbol("NRT_MemInfo_call_dtor") is None:
        # Arrays come without an owner of numba's kind, so this is never reached; the linker wants an address.
        _linker_keeps.append(ctypes.CFUNCTYPE(None, ctypes.c_void_p)(lambda _: None))
        address = ctypes.cast(_linker_keeps[0], ctypes.c_void_p).value
        llvm.add_symbol("NRT_MemInfo_call_dtor", address)
    machine = llvm.Target.from_default_triple().create_target_machine()
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)


_linker_keeps: list[Any] = []


def _link(stored: bytes, kinds: tuple[str, ...]) -> Callable[..., Any]:
    """Link the stored code and return a function of the same arguments.

    The code follows numba's calling convention: a place for the result, a place for an exception, then every
    argument flattened, an array as owner, parent, size, item size, data, shape and strides.
    """
    import llvmlite.binding as llvm

    _, head, code = stored.split(b"\n", 2)
    about = json.loads(head)
    engine = _linker()
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    pointer, whole, real = ctypes.c_void_p, ctypes.c_int64, ctypes.c_double
    flat: list[Any] = [pointer, pointer]
    for kind in kinds:
        if kind in ("f", "i"):
            flat.append(real if kind == "f" else whole)
        else:
            flat += [pointer, pointer, whole, whole, pointer] + [whole] * (2 * int(kind[-3]))
    address = engine.get_function_address(about["symbol"])
    if not address:
        raise RuntimeError(f"the stored loop lacks {about['symbol']}")
    call = ctypes.CFUNCTYPE(ctypes.c_int32, *flat)(address)
    result_type = _RETURNS[about["returns"]]
    failure = ctypes.c_void_p()

    def run(*args: Any) -> Any:
        result = result_type() if result_type is not None else whole()
        words: list[Any] = [ctypes.addressof(result), ctypes.addressof(failure)]
        for value in args:
            if isinstance(value, np.ndarray):
                data = value.__array_interface__["data"][0]
                words += [None, None, value.size, value.itemsize, data, *value.shape, *value.strides]
            else:
                words.append(value if isinstance(value, float) else int(value))
        status = call(*words)
        if status not in (0, -2):  # -2: numba's way to return None
            raise SystemError(f"a compiled loop ended with status {status}")
        return result.value if result_type is not None else None

    return run
