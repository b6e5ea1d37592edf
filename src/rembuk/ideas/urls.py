"""Which address of ideas leads where."""

from __future__ import annotations

from django.urls import path, re_path

from rembuk.ideas.views import board, places, public, voice

urlpatterns = [
    path("r/<slug:slug>/gagasan/", public.idea_list, name="ideas"),
    re_path(r"^r/(?P<slug>[-\w]+)/tempat/(?P<code>[0-9.]{2,13})/$", places.place_page, name="place"),
    path("g/<int:number>/", public.idea_page, name="idea"),
    path("g/<int:number>/suara/", public.idea_voices, name="idea-voices"),
    path("g/<int:number>/kartu.png", public.idea_card, name="idea-card"),
    path("g/<int:number>/kartu/", public.idea_card_page, name="idea-card-page"),
    path("g/<int:number>/dukung/", public.endorse, name="idea-endorse"),
    path("g/<int:number>/dukung/masuk/", public.endorse_signin, name="idea-endorse-signin"),
    path("r/<slug:slug>/papan/", board.board, name="board"),
    path("r/<slug:slug>/papan/langkah/", board.step, name="board-step"),
    re_path(
        r"^r/(?P<slug>[-\w]+)/papan/(?P<what>terima|gabung|sisihkan|pindah)/$",
        board.decide,
        name="board-decide",
    ),
    path("r/<slug:slug>/papan/suara/<int:number>/", voice.page, name="board-voice"),
]
