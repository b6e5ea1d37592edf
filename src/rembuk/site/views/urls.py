"""Addresses of the pages that join domains."""

from __future__ import annotations

from django.urls import path

from rembuk.site.views import demo, pages

urlpatterns = [
    path("cara-kerja/", pages.how_it_works, name="how-it-works"),
    path("data-pribadi/", pages.your_data, name="your-data"),
    path("demo/surat/", demo.mailbox, name="demo-mailbox"),
]
