"""`rembuk record export DIR`: the public record as static files that any web server can carry."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from rembuk.reckon.refusal import Refusal, trouble
from rembuk.site.commands.answers import emit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("dir", metavar="DIR", help="an empty folder, or one that holds an earlier export")


def run(args: argparse.Namespace) -> int:
    """Write every file that the newest signed head needs, the head last."""
    from rembuk.site.commands.office import begin

    begin(args.lang)
    from rembuk.ledger.queries.record import cosigned_note, record_file, record_paths, signed_head

    head = signed_head()
    if head is None:
        raise Refusal(
            "Catatan belum disegel; jalankan rembuk work --once lalu ulangi.",
            "The record is not sealed yet; run rembuk work --once and try again.",
        )
    folder = Path(args.dir)
    _refuse_foreign(folder)
    wanted = list(record_paths(head.size))
    for path in wanted:
        data = record_file(path)
        if data is None:
            raise Refusal(
                f"Berkas catatan {path} tidak ada di basis data; jalankan rembuk check.",
                f"The record's file {path} is missing from the database; run rembuk check.",
            )
        _write(folder / path, data)
    _write(folder / "key.vkey", record_file("key.vkey") or b"")
    # Last, so that a reader of a folder being written never meets a head whose tiles are not there.
    _write(folder / "checkpoint", cosigned_note(head).encode())
    _drop_others(folder, {folder / path for path in wanted})
    answer = {"size": head.size, "root": bytes(head.root).hex(), "files": len(wanted) + 2}
    if args.json:
        emit(answer)
    else:
        words = ("entries", "files") if args.lang == "en" else ("entri", "berkas")
        print(f"{head.size} {words[0]}, {answer['files']} {words[1]} -> {folder}")
    return 0


def _refuse_foreign(folder: Path) -> None:
    """Refuse a folder that holds anything but an earlier export."""
    if folder.exists() and not folder.is_dir():
        raise Refusal(
            f"{folder} bukan folder; pilih yang lain.", f"{folder} is not a folder; choose another."
        )
    names = {entry.name for entry in folder.iterdir()} if folder.is_dir() else set()
    if names - {"checkpoint", "key.vkey", "tile"}:
        raise Refusal(
            f"Folder {folder} berisi berkas lain; pilih folder kosong.",
            f"The folder {folder} holds other files; choose an empty one.",
        )


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.write_bytes(data)
        os.replace(part, path)
    except OSError as error:
        raise Refusal(
            f"{path} tidak dapat ditulis ({trouble(error).id}); periksa izin dan ruang kosongnya.",
            f"{path} cannot be written ({trouble(error).en}); check permissions and free space.",
        ) from error


def _drop_others(folder: Path, wanted: set[Path]) -> None:
    """Remove what an earlier export left and the head does not need: partial tiles that have grown."""
    for path in sorted((folder / "tile").rglob("*"), reverse=True) if (folder / "tile").is_dir() else []:
        if path.is_file() and path not in wanted:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
