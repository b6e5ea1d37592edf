"""Which address of moderation leads where."""

from __future__ import annotations

from django.urls import URLPattern, path

from rembuk.moderation import views

urlpatterns: list[URLPattern] = [
    path("r/<slug:slug>/aturan/", views.rules, name="rules"),
    path("r/<slug:slug>/aturan/ubah/", views.rules_edit, name="rules-edit"),
    path("r/<slug:slug>/moderasi/", views.desk, name="moderation-desk"),
    path("moderasi/tutup/", views.hide, name="moderation-hide"),
    path("moderasi/laporan/<int:number>/", views.one_flag, name="moderation-flag"),
    path("moderasi/banding/<int:number>/", views.one_appeal, name="moderation-appeal"),
    path("laporkan/", views.flag, name="flag"),
    path("banding/", views.appeal, name="appeal"),
]
