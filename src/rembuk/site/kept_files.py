"""Files that are on disk before the database says that they are there.

The database survives a power cut; so must what it points to, and the folders above it.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

from django.core.files.storage import FileSystemStorage

from rembuk.site.home import sync


class KeptFiles(FileSystemStorage):
    """Keep files as Django does, on disk before their name is returned."""

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:
        """Keep CONTENT under NAME, or one near it that is free, and return that."""
        root = Path(self.location)
        new_root = not root.is_dir()
        kept = super().save(name, content, max_length)
        sync(root / kept)
        for folder in (root / kept).parents:
            sync(folder)
            if folder == (root.parent if new_root else root):
                break
        return kept
