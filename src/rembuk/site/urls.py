"""Which domain answers which part of the address."""

from __future__ import annotations

from django.urls import include, path

from rembuk.site.api import api
from rembuk.site.api.page import description

urlpatterns = [
    path("", include("rembuk.design.urls")),
    path("akun/", include("rembuk.people.urls")),
    path("tempat/", include("rembuk.places.urls")),
    path("catatan/", include("rembuk.ledger.urls")),
    path("", include("rembuk.rights.urls")),
    path("", include("rembuk.spaces.urls")),
    path("", include("rembuk.voices.urls")),
    path("", include("rembuk.moderation.urls")),
    path("", include("rembuk.ideas.urls")),
    path("", include("rembuk.review.urls")),
    path("", include("rembuk.programmes.urls")),
    path("", include("rembuk.messaging.urls")),
    path("", include("rembuk.site.views.urls")),
    path("api/", description, name="api-description"),
    path("api/v1/", api.urls),
]
handler400 = "rembuk.site.views.errors.bad_request"
handler403 = "rembuk.site.views.errors.forbidden"
handler404 = "rembuk.site.views.errors.not_found"
handler500 = "rembuk.site.views.errors.broken"
