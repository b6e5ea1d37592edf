"""Which address of messaging leads where."""

from __future__ import annotations

from django.urls import path

from rembuk.messaging import views

urlpatterns = [
    path("kabar/", views.inbox, name="inbox"),
    path("kabar/atur/", views.settings, name="inbox-settings"),
    path("ikuti/", views.follow, name="follow"),
    path("didengar/<str:token>/", views.heard, name="heard-say"),
    path("r/<slug:slug>/didengar/kata/", views.words, name="heard-words"),
    path("berhenti/<str:token>/", views.stop, name="stop-mail"),
]
