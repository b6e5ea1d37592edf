"""Which address of spaces leads where."""

from __future__ import annotations

from django.urls import URLPattern, path

from rembuk.spaces import views

urlpatterns: list[URLPattern] = [
    path("undangan/<str:token>/", views.invitation, name="invitation"),
    path("r/<slug:slug>/tim/", views.team, name="space-team"),
    path("r/<slug:slug>/tim/<int:number>/serah-terima/", views.hand_over, name="hand-over"),
    path("r/<slug:slug>/cabang/baru/", views.found, name="branch-found"),
    path("r/<slug:slug>/atur/", views.settings, name="space-settings"),
]
