"""What happens to voices. Every verb is importable from here."""

from rembuk.voices.actions.importing import begin_import, import_file, open_file
from rembuk.voices.actions.publish import publish
from rembuk.voices.actions.receive import ReceiptMade, receive_voice
from rembuk.voices.actions.settle import settle, unsettle

__all__ = [
    "ReceiptMade",
    "begin_import",
    "import_file",
    "open_file",
    "publish",
    "receive_voice",
    "settle",
    "unsettle",
]
