"""Sealing: every leaf gets one number for ever, and no head is signed that does not continue the last."""

from __future__ import annotations

import stat
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from rembuk.ledger.actions import keys, seal
from rembuk.ledger.actions import seal as seal_now
from rembuk.ledger.actions.keys import RecordRefused
from rembuk.ledger.models import Checkpoint, Leaf, Sequencer, Tile
from rembuk.ledger.queries import record as queries
from rembuk.ledger.tests.factories import AT, record, record_many
from rembuk.reckon.integrity.notes import read_verifier_key
from rembuk.reckon.integrity.record import verify_record

pytestmark = pytest.mark.django_db


def verify(since=None):
    return verify_record(queries.record_file, read_verifier_key(queries.verifier_key()), since)


def sequencer_module():
    import importlib

    return importlib.import_module("rembuk.ledger.actions.seal")


def test_record_without_leaves_is_not_sealed_and_makes_no_key():
    assert seal(at=AT) is None
    assert not keys.key_path().exists()


def test_waiting_leaves_are_numbered_in_the_order_they_were_written_and_signed():
    record_many(3)
    head = seal(at=AT)
    assert (head.size, head.signed_at) == (3, AT)
    assert list(Leaf.objects.order_by("id").values_list("index", flat=True)) == [0, 1, 2]
    assert verify().ok


def test_private_step_has_no_leaf():
    record(public=False)
    assert seal(at=AT) is None


def test_sealing_again_without_news_changes_nothing():
    record_many(3)
    first = seal(at=AT)
    again = seal(at=AT + timedelta(minutes=1))
    assert (again.pk, again.note, again.signed_at) == (first.pk, first.note, AT)
    assert Checkpoint.objects.count() == 1


def test_record_sealed_in_any_batches_continues_every_head_before(monkeypatch):
    monkeypatch.setattr(sequencer_module(), "BATCH", 100)
    heads = []
    for count in (1, 254, 1, 1, 0, 299, 30):
        record_many(count)
        heads.append(seal(at=AT).note.encode())
    assert Checkpoint.objects.order_by("-size").first().size == 586
    for head in heads:
        report = verify(since=head)
        assert report.ok, report.errors
    assert Tile.objects.count() == 4


def test_key_is_made_once_for_its_owner_alone_and_named_like_the_address(settings):
    settings.PUBLIC_URL = "https://suara.contoh.id"
    record()
    seal(at=AT)
    assert stat.S_IMODE(keys.key_path().stat().st_mode) == 0o600
    key = keys.key_path().read_text()
    assert queries.verifier_key().startswith("suara.contoh.id/catatan+")
    settings.PUBLIC_URL = "https://pindah.contoh.id"
    record(2)
    seal(at=AT)
    assert keys.key_path().read_text() == key
    assert queries.signed_head().note.startswith("suara.contoh.id/catatan\n2\n")


def test_key_file_named_by_the_environment_is_used(tmp_path, monkeypatch):
    monkeypatch.setenv("REMBUK_RECORD_KEY_FILE", str(tmp_path / "di" / "tempat lain"))
    record()
    seal(at=AT)
    assert (tmp_path / "di" / "tempat lain").read_text().startswith("PRIVATE+KEY+")


def test_key_lost_later_is_not_replaced_in_silence():
    record()
    seal(at=AT)
    keys.key_path().unlink()
    record(2)
    with pytest.raises(RecordRefused, match="hilang"):
        seal(at=AT)
    assert not keys.key_path().exists()
    assert queries.signed_head().size == 1


def test_key_of_another_record_is_refused():
    record()
    seal(at=AT)
    Sequencer.objects.update(vkey="lain+00000000+AA==")
    with pytest.raises(RecordRefused, match="bukan yang dulu"):
        seal(at=AT)


def test_spoiled_key_file_is_refused_in_one_sentence():
    record()
    keys.key_path().write_text("bukan kunci")
    with pytest.raises(RecordRefused, match="rusak"):
        seal(at=AT)


def forget_since(size):
    """Put the database back to when it held SIZE sealed leaves, as an older backup would."""
    Checkpoint.objects.filter(size__gt=size).delete()
    Leaf.objects.filter(index__gte=size).delete()
    for tile in Tile.objects.all():
        tile.width, tile.data = size, bytes(tile.data)[: size * 32]
        tile.save()


def test_database_of_an_older_backup_is_not_signed_over():
    record_many(3)
    seal(at=AT)
    record_many(4)
    kept = seal(at=AT).note
    forget_since(3)
    with pytest.raises(RecordRefused, match="sudah ditandatangani"):
        seal(at=AT)
    record_many(4, start=50)
    with pytest.raises(RecordRefused, match="bercabang"):
        seal(at=AT)
    record_many(9)
    with pytest.raises(RecordRefused, match="sudah berubah"):
        seal(at=AT)
    assert keys.head_path().read_text() == kept


def test_empty_database_beside_an_old_head_is_not_signed():
    record_many(3)
    seal(at=AT)
    Checkpoint.objects.all().delete()
    Leaf.objects.all().delete()
    Tile.objects.all().delete()
    record()
    with pytest.raises(RecordRefused, match="bercabang"):
        seal(at=AT)


def test_tiles_rewritten_in_the_database_are_not_signed_over():
    record_many(3)
    seal(at=AT)
    tile = Tile.objects.get()
    tile.data = bytes(32) + bytes(tile.data)[32:]
    tile.save()
    record(4)
    with pytest.raises(RecordRefused, match="sudah berubah"):
        seal(at=AT)


def test_leaf_rewritten_in_the_database_is_seen_from_outside():
    record_many(3)
    seal(at=AT)
    leaf = Leaf.objects.get(index=1)
    leaf.body = bytes(leaf.body).replace(b"test.thing:2", b"test.thing:9")
    leaf.save()
    assert not verify().ok


def test_leaf_deleted_or_reordered_in_the_database_is_seen_from_outside():
    record_many(3)
    seal(at=AT)
    with transaction.atomic():
        Leaf.objects.filter(index=1).delete()
        assert not verify().ok
        transaction.set_rollback(True)


def test_crash_between_numbering_and_signing_is_mended_by_the_next_call(monkeypatch):
    record_many(3)

    def die(note):
        raise OSError("daya padam")

    monkeypatch.setattr(sequencer_module(), "keep_head", die)
    with pytest.raises(OSError, match="padam"):
        seal_now(at=AT)
    assert queries.signed_head() is None
    monkeypatch.undo()
    record_many(2)
    assert seal(at=AT).size == 5
    assert verify().ok


def test_crash_between_keeping_and_publishing_a_head_is_mended_by_the_next_call():
    record_many(3)
    note = seal(at=AT).note
    Checkpoint.objects.update(note="", signed_at=None)
    assert seal(at=AT).note == note


def test_leaf_with_a_number_but_no_hash_is_refused_by_the_database():
    record()
    with pytest.raises(IntegrityError), transaction.atomic():
        Leaf.objects.update(index=0)


def test_step_with_facts_too_long_for_a_leaf_is_refused_whole():
    from rembuk.ledger.models import Step
    from rembuk.shared.refusals import Refused

    with pytest.raises(Refused, match="terlalu panjang"):
        record(facts={"isi": "x" * 70_000})
    assert not Step.objects.exists()


def test_erased_opening_leaves_the_record_valid_and_the_value_unprovable():
    record(words={"title": "Perbaiki jembatan"})
    seal(at=AT)
    assert queries.openings_of("test.thing:1")[0].name == "title"
    Leaf.objects.get().openings.all().delete()
    assert queries.openings_of("test.thing:1") == []
    assert verify().ok


def test_opening_proves_the_words_and_no_others():
    from rembuk.ledger.actions import commitment

    record(words={"title": "Perbaiki jembatan"})
    seal(at=AT)
    opened = queries.openings_of("test.thing:1")[0]
    assert opened.index == 0
    assert commitment(bytes.fromhex(opened.salt), "Perbaiki jembatan") == opened.commitment
    assert commitment(bytes.fromhex(opened.salt), "Perbaiki jalan") != opened.commitment
