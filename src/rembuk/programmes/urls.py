"""Which address of programmes leads where."""

from __future__ import annotations

from django.urls import path, re_path

from rembuk.programmes import views

urlpatterns = [
    path("r/<slug:slug>/keputusan/", views.decision_list, name="decisions"),
    path("d/<int:number>/", views.decision, name="decision"),
    path("r/<slug:slug>/program/", views.programme_list, name="programmes"),
    path("p/<int:number>/", views.programme, name="programme"),
    path("k/<int:number>/", views.commitment, name="commitment"),
    path("t/<int:number>/", views.milestone, name="milestone"),
    re_path(
        r"^r/(?P<slug>[-\w]+)/tulis/(?P<what>keputusan|program|komitmen)/$",
        views.write,
        name="programme-write",
    ),
]
