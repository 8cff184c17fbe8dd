"""The site's own addresses, and those of files."""

from __future__ import annotations

from django.urls import include, path

from fanal.web.config.urls import handler400, handler403, handler404, handler500
from fanal.web.config.urls import urlpatterns as site
from web.sample import views

__all__ = ["handler400", "handler403", "handler404", "handler500"]

_files = [
    path("files/", views.listed, name="files"),
    path("files/count/", views.counted, name="files-count"),
    path("files/search/", views.searched, name="files-search"),
    path("files/suggest/", views.suggested, name="files-suggest"),
    path("files/<uuid:file>/", views.one, name="file"),
    path("files/<uuid:file>/data/", views.as_data, name="file-data"),
    path("files/<uuid:file>/renumber/", views.renumber, name="file-renumber"),
]

urlpatterns = [*site, path("o/<slug:organisation>/", include(_files))]
