"""Addresses of the pages that join domains."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
