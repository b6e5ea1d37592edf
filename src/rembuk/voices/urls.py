"""Which address of voices leads where."""

from __future__ import annotations

from django.urls import URLPattern, path

from rembuk.voices.views import claims, doors, imports, receipt, send, status

urlpatterns: list[URLPattern] = [
    path("r/<slug:slug>/suara/kirim/", send.send, name="voice-send"),
    path("r/<slug:slug>/suara/mirip/", send.look_alike, name="voice-alike"),
    path("r/<slug:slug>/impor/", imports.drop, name="imports"),
    path("r/<slug:slug>/impor/<int:number>/", imports.one, name="import"),
    path("r/<slug:slug>/impor/<int:number>/ditolak.csv", imports.refusals_csv, name="import-refusals"),
    path("q/<slug:code>/", doors.enter, name="door-enter"),
    path("r/<slug:slug>/pintu/", doors.doors, name="doors"),
    path("r/<slug:slug>/pintu/<slug:code>/", doors.door, name="door"),
    path("r/<slug:slug>/pintu/<slug:code>/poster/", doors.poster, name="door-poster"),
    path("tanda-terima/", receipt.open_receipt, name="receipt-open"),
    path("tanda-terima/suara/", receipt.receipt, name="receipt"),
    path("s/<slug:address>/", status.status, name="voice-status"),
    path("s/<slug:address>/pos-saya/", claims.claim, name="voice-claim"),
    path("r/<slug:slug>/pos-warga/", claims.settle, name="claims"),
    path("s/<slug:address>/kartu.png", status.card, name="voice-card"),
    path("s/<slug:address>/kartu/", status.printed_card, name="voice-card-page"),
]
