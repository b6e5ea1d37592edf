"""Following for programs, with the session of who follows."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from pydantic import Field

from rembuk.messaging import actions, queries
from rembuk.people.queries import person_of
from rembuk.shared.api import SignedIn, Written, keep_private, reads, writes

router = Router(tags=["follows"])
REFERENCE = r"^[a-z]{1,20}[.][a-z]{1,20}:[0-9]{1,18}(/[0-9a-z./-]{1,40})?$"
WHAT = "what is followed: ideas.idea:5, ideas.place:1/34.04, ideas.subject:1/kesehatan or spaces.space:1"
About = Annotated[str, Query(..., pattern=REFERENCE, description=WHAT)]


class FollowRow(Schema):
    """One thing that is followed, what it is called, and its page."""

    about: str
    title: str
    page: str


class FollowList(Schema):
    """Everything the person signed in follows, the latest first; 200 at most."""

    items: list[FollowRow]


class FollowWritten(Written):
    """What to follow."""

    about: str = Field(pattern=REFERENCE, description=WHAT)


class FollowAnswer(Schema):
    """Whether ABOUT is followed now."""

    about: str
    followed: bool


@reads(router, "/follows", FollowList, _("Yang saya ikuti"), name="follows", auth=SignedIn())
def list_follows(request: HttpRequest, response: HttpResponse) -> FollowList:
    """List what the person signed in follows."""
    keep_private(response)
    mine = queries.following(person_of(request.user).pk)
    return FollowList(items=[FollowRow(about=one, title=thing.title, page=thing.link) for one, thing in mine])


@writes(
    router, "PUT", "/follows", FollowAnswer, _("Mengikuti"), name="follow", auth=SignedIn(),
    refused=(400, 404),
)  # fmt: skip
def follow(request: HttpRequest, response: HttpResponse, body: FollowWritten) -> FollowAnswer:
    """Follow an idea, a place, a subject or a space; again changes nothing."""
    keep_private(response)
    actions.follow(person=person_of(request.user), about=body.about, at=timezone.now())
    return FollowAnswer(about=body.about, followed=True)


@writes(router, "DELETE", "/follows", FollowAnswer, _("Berhenti mengikuti"), name="unfollow", auth=SignedIn())
def unfollow(request: HttpRequest, response: HttpResponse, about: About) -> FollowAnswer:
    """Follow something no more; again changes nothing."""
    keep_private(response)
    actions.unfollow(person=person_of(request.user), about=about)
    return FollowAnswer(about=about, followed=False)
