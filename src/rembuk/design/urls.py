"""Which address of design leads where."""

from __future__ import annotations

from django.urls import path, re_path
from django.urls.resolvers import URLPattern

from rembuk.design import views

app_name = "design"
urlpatterns: list[URLPattern] = [
    re_path(
        r"^aset-ruang/(?P<accent>[0-9a-f]{6})-(?P<digest>[0-9a-f]{10})\.css$",
        views.stylesheet,
        name="space-sheet",
    ),
    re_path(r"^bahasa/$", views.choose_language, name="language"),
    path("gaya/aliran.csv", views.gallery_flow_csv, name="gallery-flow"),
    path("gaya/kartu-<slug:name>.png", views.gallery_card, name="gallery-card"),
    path("gaya/", views.gallery, name="gallery"),
]
