"""Which address of rights leads where."""

from __future__ import annotations

from django.urls import path

from rembuk.rights.views import minors, own, protection

ROOM = "r/<slug:slug>/pelindungan/"
urlpatterns = [
    path("akun/data/", own.own_data, name="own-data"),
    path("akun/data/unduh/", own.own_data_file, name="own-data-file"),
    path("akun/hapus/", own.erase_account, name="account-erase"),
    path("akun/umur/", minors.age, name="age"),
    path("wali/<str:token>/", minors.guardian, name="guardian"),
    path("r/<slug:slug>/pembukaan/", own.look_log, name="looks"),
    path("r/<slug:slug>/minta-data/", protection.ask, name="data-ask"),
    path(ROOM, protection.protection, name="protection"),
    path(f"{ROOM}daftar/", protection.register, name="register"),
    path(f"{ROOM}daftar.csv", protection.register_csv, name="register-csv"),
    path(f"{ROOM}pengendali/", protection.controllers, name="controllers"),
    path(f"{ROOM}penilaian/", protection.assessment, name="assessment"),
    path(f"{ROOM}jam-simpan/", protection.retention, name="retention"),
    path(f"{ROOM}permintaan/", protection.requests, name="data-requests"),
    path(f"{ROOM}permintaan/<int:number>/", protection.request_page, name="data-request"),
    path(f"{ROOM}anak/", minors.minors, name="minors"),
    path(f"{ROOM}kebocoran/", protection.breaches, name="breaches"),
    path(f"{ROOM}kebocoran/<int:number>/", protection.breach_page, name="breach"),
]
