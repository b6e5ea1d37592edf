"""Which address of places leads where."""

from __future__ import annotations

from django.urls import URLPattern, path

from rembuk.places import views

urlpatterns: list[URLPattern] = [path("cari", views.search, name="place-search")]
