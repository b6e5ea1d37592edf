"""Compile the English wording when a wheel or an editable install is built."""

from pathlib import Path

import polib
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_wording(root: Path) -> list[Path]:
    """Write a .mo beside every .po below ROOT and return the files written."""
    written = []
    for source in sorted(root.glob("src/rembuk/*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        polib.pofile(str(source)).save_as_mofile(str(target))
        written.append(target)
    return written


class WordingHook(BuildHookInterface):
    """Run compile_wording before the files of a build are gathered."""

    def initialize(self, version: str, build_data: dict) -> None:
        root = Path(self.root)
        for target in compile_wording(root):
            build_data["artifacts"].append(str(target.relative_to(root)))


if __name__ == "__main__":
    compile_wording(Path(__file__).parent)
