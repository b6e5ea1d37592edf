"""Which address of ideas leads where."""

from __future__ import annotations

from django.urls import path, re_path

from rembuk.ideas.views import (
    board,
    call_desk,
    call_field,
    call_spoken,
    calls,
    merging,
    places,
    public,
    queues,
    voice,
)

urlpatterns = [
    path("r/<slug:slug>/gagasan/", public.idea_list, name="ideas"),
    re_path(r"^r/(?P<slug>[-\w]+)/tempat/(?P<code>[0-9.]{2,13})/$", places.place_page, name="place"),
    path("r/<slug:slug>/pokok/<slug:subject>/", places.subject_page, name="subject"),
    path("r/<slug:slug>/ajakan/", calls.call_list, name="calls"),
    path("r/<slug:slug>/ajakan/baru/", call_desk.new, name="call-new"),
    path("c/<int:number>/", calls.call_page, name="call"),
    path("c/<int:number>/jawab/", calls.answer, name="call-answer"),
    path("c/<int:number>/rekam/", call_spoken.record, name="call-record"),
    path("c/<int:number>/lapangan/", call_field.collect, name="call-field"),
    path("c/<int:number>/laporan/", calls.report, name="call-report"),
    path("c/<int:number>/poster/", calls.poster, name="call-poster"),
    path("c/<int:number>/kartu.png", calls.card, name="call-card"),
    path("c/<int:number>/kartu/", calls.printed_card, name="call-card-page"),
    path("c/<int:number>/kelola/", call_desk.desk, name="call-desk"),
    path("c/<int:number>/ubah/", call_desk.edit, name="call-edit"),
    path("g/<int:number>/", public.idea_page, name="idea"),
    path("g/<int:number>/suara/", public.idea_voices, name="idea-voices"),
    path("g/<int:number>/kartu.png", public.idea_card, name="idea-card"),
    path("g/<int:number>/kartu/", public.idea_card_page, name="idea-card-page"),
    path("g/<int:number>/dukung/", public.endorse, name="idea-endorse"),
    path("g/<int:number>/dukung/masuk/", public.endorse_signin, name="idea-endorse-signin"),
    path("g/<int:number>/gabung/", merging.propose, name="merge-propose"),
    path("gabung/<int:number>/", merging.merge, name="merge"),
    path("gabung/<int:number>/j/<str:token>/", merging.by_mail, name="merge-by-mail"),
    path("r/<slug:slug>/papan/", board.board, name="board"),
    path("r/<slug:slug>/papan/antrean/", queues.queues, name="board-queues"),
    path("r/<slug:slug>/papan/banyak/", queues.bulk, name="board-bulk"),
    path("r/<slug:slug>/papan/disisihkan/", queues.aside, name="board-aside"),
    path("r/<slug:slug>/papan/langkah/", board.step, name="board-step"),
    re_path(
        r"^r/(?P<slug>[-\w]+)/papan/(?P<what>terima|gabung|sisihkan|pindah)/$",
        board.decide,
        name="board-decide",
    ),
    path("r/<slug:slug>/papan/suara/<int:number>/", voice.page, name="board-voice"),
]
