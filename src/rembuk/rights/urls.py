"""Which address of rights leads where."""

from __future__ import annotations

from django.urls import path

from rembuk.rights import views

urlpatterns = [
    path("akun/data/", views.own_data, name="own-data"),
    path("akun/data/unduh/", views.own_data_file, name="own-data-file"),
    path("akun/hapus/", views.erase_account, name="account-erase"),
    path("r/<slug:slug>/pembukaan/", views.look_log, name="looks"),
]
