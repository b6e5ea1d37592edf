"""Which address of ledger leads where."""

from __future__ import annotations

from django.urls import path

from rembuk.ledger import views

urlpatterns = [
    path("", views.record, name="record"),
    path("checkpoint", views.checkpoint, name="record-checkpoint"),
    path("key.vkey", views.key, name="record-key"),
    path("saksi/", views.witness_list, name="record-witnesses"),
    path("tile/<path:rest>", views.tile, name="record-tile"),
    path("<int:index>/", views.leaf, name="record-leaf"),
    path("<int:index>/bukti.tlog-proof", views.proof, name="record-proof"),
    path("<int:index>/entri.json", views.entry, name="record-entry"),
]
