"""Which address of voices leads where."""

from __future__ import annotations

from django.urls import URLPattern, path

from rembuk.voices.views import (
    attachments,
    claims,
    doors,
    field,
    imports,
    paper,
    receipt,
    replies,
    send,
    spoken,
    status,
    widget,
    words,
)

urlpatterns: list[URLPattern] = [
    path("r/<slug:slug>/suara/kirim/", send.send, name="voice-send"),
    path("r/<slug:slug>/suara/rekam/", spoken.record, name="voice-record"),
    path("r/<slug:slug>/suara/mirip/", send.look_alike, name="voice-alike"),
    path("r/<slug:slug>/impor/", imports.drop, name="imports"),
    path("r/<slug:slug>/impor/<int:number>/", imports.one, name="import"),
    path("r/<slug:slug>/impor/<int:number>/ditolak.csv", imports.refusals_csv, name="import-refusals"),
    path("sematan.js", widget.script, name="widget-script"),
    path("sematan/<slug:code>/", widget.frame, name="widget"),
    path("q/<slug:code>/", doors.enter, name="door-enter"),
    path("r/<slug:slug>/pintu/", doors.doors, name="doors"),
    path("r/<slug:slug>/pintu/<slug:code>/", doors.door, name="door"),
    path("r/<slug:slug>/pintu/<slug:code>/poster/", doors.poster, name="door-poster"),
    path("r/<slug:slug>/lapangan/", field.collect, name="field"),
    path("r/<slug:slug>/lapangan/tanda-terima/", field.receipt, name="field-receipt"),
    path("r/<slug:slug>/lapangan/kertas/", paper.papers, name="papers"),
    path("r/<slug:slug>/lapangan/kertas/isi/", paper.entry, name="paper-entry"),
    path("r/<slug:slug>/lapangan/kertas/<int:number>/", paper.sheet, name="paper-sheet"),
    path("r/<slug:slug>/lapangan/ketik/", attachments.queue, name="untyped"),
    path("r/<slug:slug>/lapangan/ketik/<int:number>/", attachments.type_note, name="type-note"),
    path("r/<slug:slug>/lampiran/<int:number>/", attachments.attachment, name="attachment"),
    path("tanda-terima/suara/lampiran/<int:number>/", attachments.own, name="receipt-attachment"),
    path("s/<slug:address>/foto.jpg", attachments.photo, name="voice-photo"),
    path("tanda-terima/", receipt.open_receipt, name="receipt-open"),
    path("tanda-terima/suara/data/", receipt.data, name="receipt-data"),
    path("tanda-terima/suara/bukti.json", receipt.proof, name="receipt-proof"),
    path("tanda-terima/suara/", receipt.receipt, name="receipt"),
    path("s/<slug:address>/", status.status, name="voice-status"),
    path("s/<slug:address>/pos-saya/", claims.claim, name="voice-claim"),
    path("r/<slug:slug>/kamus/", words.words, name="words"),
    path("r/<slug:slug>/pos-warga/", claims.settle, name="claims"),
    path("r/<slug:slug>/balasan/", replies.queue, name="replies"),
    path("s/<slug:address>/kartu.png", status.card, name="voice-card"),
    path("s/<slug:address>/kartu/", status.printed_card, name="voice-card-page"),
]
