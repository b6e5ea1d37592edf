"""Which address of review leads where."""

from __future__ import annotations

from django.urls import path

from rembuk.review import views

urlpatterns = [
    path("r/<slug:slug>/telaah/", views.desk, name="review-desk"),
    path("telaah/<int:number>/", views.case, name="review-case"),
    path("g/<int:number>/putusan/", views.verdict, name="verdict"),
]
