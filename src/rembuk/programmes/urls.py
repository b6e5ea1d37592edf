"""Which address of programmes leads where."""

from __future__ import annotations

from django.urls import path, re_path

from rembuk.programmes.views import cards, delegations, milestones, programmes, public, referrals, writing

urlpatterns = [
    path("r/<slug:slug>/keputusan/", public.decision_list, name="decisions"),
    path("d/<int:number>/", public.decision, name="decision"),
    path("d/<int:number>/kartu.png", cards.decision_card, name="decision-card"),
    path("d/<int:number>/kartu/", cards.decision_card_page, name="decision-card-page"),
    path("r/<slug:slug>/program/", public.programme_list, name="programmes"),
    path("p/<int:number>/", programmes.programme, name="programme"),
    path("p/<int:number>/kemajuan.csv", programmes.progress_csv, name="programme-progress"),
    path("p/<int:number>/versi/", programmes.versions, name="programme-versions"),
    path("p/<int:number>/rancang/", programmes.draft, name="programme-draft"),
    path("k/<int:number>/", public.commitment, name="commitment"),
    path("k/<int:number>/kartu.png", cards.commitment_card, name="commitment-card"),
    path("k/<int:number>/kartu/", cards.commitment_card_page, name="commitment-card-page"),
    path("k/<int:number>/limpahkan/", delegations.propose, name="delegate"),
    path("l/<int:number>/", delegations.delegation, name="delegation"),
    re_path(
        r"^t/bukti/(?P<number>[0-9]{1,18})-(?P<digest>[0-9a-f]{16})\.(?P<ending>jpg|pdf)$",
        milestones.evidence,
        name="evidence",
    ),
    path("t/<int:number>/", milestones.milestone, name="milestone"),
    path("t/<int:number>/kartu.png", cards.milestone_card, name="milestone-card"),
    path("t/<int:number>/kartu/", cards.milestone_card_page, name="milestone-card-page"),
    path("r/<slug:slug>/terusan/", referrals.referral_list, name="referrals"),
    path("r/<slug:slug>/tulis/terusan/<int:number>/", referrals.prepare, name="referral-write"),
    path("u/<int:number>/", referrals.referral, name="referral"),
    re_path(
        r"^r/(?P<slug>[-\w]+)/tulis/(?P<what>keputusan|program|komitmen)/$",
        writing.write,
        name="programme-write",
    ),
]
