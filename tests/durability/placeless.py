"""The settings of the house without the ninety thousand places, which nobody in these tests lives in."""

from rembuk.site.settings import *  # noqa: F403 - the same settings, but for one

LOAD_PLACES = False
