"""What happens to voices. Every verb is importable from here."""

from rembuk.voices.actions.attachments import clear_photo, type_up
from rembuk.voices.actions.board import (
    Origin,
    Regrouped,
    make_more_private,
    merge,
    move,
    put_back,
    relabel,
    restore,
    set_aside,
    split,
    unlabel,
)
from rembuk.voices.actions.claims import ClaimMade, ask_claim, prove_by_posts, prove_claim, refuse_claim
from rembuk.voices.actions.doors import make_door
from rembuk.voices.actions.guessing import guess_places
from rembuk.voices.actions.importing import begin_import, import_file, open_file
from rembuk.voices.actions.publish import publish
from rembuk.voices.actions.receipts import (
    correct_by_receipt,
    erase_by_receipt,
    forget,
    let_go_of_address,
    stop_telling,
    withdraw_by_receipt,
)
from rembuk.voices.actions.receive import ReceiptMade, receive_voice
from rembuk.voices.actions.reveal import reveal_author, reveal_contact, reveal_file, reveal_words
from rembuk.voices.actions.settle import settle, unsettle
from rembuk.voices.actions.sorting import Sorted, sort_space
from rembuk.voices.actions.words import drop_word, teach_word

__all__ = [
    "ClaimMade",
    "Origin",
    "ReceiptMade",
    "Regrouped",
    "Sorted",
    "ask_claim",
    "begin_import",
    "clear_photo",
    "correct_by_receipt",
    "drop_word",
    "erase_by_receipt",
    "forget",
    "guess_places",
    "import_file",
    "let_go_of_address",
    "make_door",
    "make_more_private",
    "merge",
    "move",
    "open_file",
    "prove_by_posts",
    "prove_claim",
    "publish",
    "put_back",
    "receive_voice",
    "refuse_claim",
    "relabel",
    "restore",
    "reveal_author",
    "reveal_contact",
    "reveal_file",
    "reveal_words",
    "set_aside",
    "settle",
    "sort_space",
    "split",
    "stop_telling",
    "teach_word",
    "type_up",
    "unlabel",
    "unsettle",
    "withdraw_by_receipt",
]
