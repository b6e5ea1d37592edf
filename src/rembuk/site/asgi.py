"""The application as `rembuk serve` runs it: the WSGI application behind a door that takes requests whole."""

from django.conf import settings

from rembuk.site.idle import bounds_within
from rembuk.site.serving import room_for_connections
from rembuk.site.whole import Whole
from rembuk.site.wsgi import application as pages

application = Whole(
    pages, threads=4, proxy=settings.TRUSTED_PROXY, bounds=bounds_within(room_for_connections())
)
application.idle.watch()
