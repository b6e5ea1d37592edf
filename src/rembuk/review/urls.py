"""Which address of review leads where."""

from __future__ import annotations

from django.urls import path, re_path

from rembuk.review.views import desk, evidence, public

urlpatterns = [
    path("r/<slug:slug>/telaah/", desk.desk, name="review-desk"),
    path("r/<slug:slug>/jam-telaah/", public.clock, name="review-clock"),
    path("r/<slug:slug>/rubrik/", public.rubric, name="rubric"),
    path("r/<slug:slug>/rubrik/ubah/", public.rubric_edit, name="rubric-edit"),
    path("telaah/<int:number>/", desk.case, name="review-case"),
    path("telaah/<int:number>/tanya/", desk.ask, name="review-ask"),
    path("telaah/<int:number>/bukti/", evidence.evidence, name="review-evidence"),
    re_path(
        r"^telaah/bukti/(?P<number>[0-9]{1,18})-(?P<digest>[0-9a-f]{16})\.(?P<ending>jpg|pdf)$",
        evidence.evidence_file,
        name="review-evidence-file",
    ),
    path("telaah/<int:number>/jeda/", desk.pause, name="review-pause"),
    path("g/<int:number>/putusan/", public.verdict, name="verdict"),
    path("g/<int:number>/keberatan/", public.objection, name="objection"),
    path("ahli/<str:token>/", public.expert, name="review-expert"),
]
