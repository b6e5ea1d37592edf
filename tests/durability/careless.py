"""The settings with `synchronous=NORMAL`, to show that the power cuts notice what it loses."""

from rembuk.site.settings import *  # noqa: F403 - settings are handed on by their names
from rembuk.site.settings import DATABASES

DATABASES["default"]["OPTIONS"]["init_command"] = DATABASES["default"]["OPTIONS"]["init_command"].replace(
    "synchronous=FULL", "synchronous=NORMAL"
)
