"""Addresses of the pages that join domains."""

from __future__ import annotations

from django.urls import path

from rembuk.site.views import branches, demo, home, listened, pages

urlpatterns = [
    path("", home.front, name="front"),
    path("r/<slug:slug>/", home.space_home, name="space-home"),
    path("r/<slug:slug>/suara/", home.heard, name="heard"),
    path("r/<slug:slug>/cabang/", branches.roll_up, name="branches"),
    path("r/<slug:slug>/cabang.csv", branches.roll_up_csv, name="branches-csv"),
    path("r/<slug:slug>/terlambat/", home.late, name="late"),
    path("r/<slug:slug>/didengar/", listened.listened, name="listened"),
    path("r/<slug:slug>/didengar.csv", listened.listened_csv, name="listened-csv"),
    path("r/<slug:slug>/umpan.atom", home.feed, name="feed"),
    path("r/<slug:slug>/alir.csv", home.flow_csv, name="flow-csv"),
    path("cara-kerja/", pages.how_it_works, name="how-it-works"),
    path("data-pribadi/", pages.your_data, name="your-data"),
    path("demo/surat/", demo.mailbox, name="demo-mailbox"),
]
