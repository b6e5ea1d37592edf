"""All makers: importing this module registers those of every `makers_*` module beside it."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import tests.architecture
from tests.architecture.makers import MAKERS

__all__ = ["MAKERS"]

for module in pkgutil.iter_modules(tests.architecture.__path__):
    if module.name.startswith("makers_"):
        import_module(f"tests.architecture.{module.name}")
