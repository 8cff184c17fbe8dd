"""Addresses of explore, in every form; of files; of hubs."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from fanal.web.portal.views import explore, files

_IN = "data/<slug:hub>/<language:language>/"
_OF = f"{_IN}releases/<version:version>/"

patterns: list[URLPattern | URLResolver] = [
    path("data/", files.hubs, name="portal.hubs"),
    path("data/drawing/<slug:version>.js", files.drawing_library, name="portal.drawing-library"),
    path("data/<slug:hub>/", files.hub, name="portal.hub"),
    path("data/<slug:hub>/dcat.jsonld", files.dcat, name="portal.dcat"),
    path("data/<slug:hub>/catalogue.json", files.catalogue, name="portal.catalogue"),
    path("data/<slug:hub>/files/<version:version>/<path:path>", files.download, name="portal.download"),
    path(f"{_IN}explore/", explore.newest, name="portal.explore-newest"),
    path(f"{_OF}explore/", explore.explore, name="portal.explore"),
    re_path(
        r"^data/(?P<hub>[-\w]+)/(?P<language>en|fr)/releases/(?P<version>[A-Za-z0-9][A-Za-z0-9._-]{0,59})"
        r"/explore\.(?P<kind>csv|json|svg|png)$",
        explore.file,
        name="portal.explore-file",
    ),
    path(f"{_OF}picture/<slug:look>.svg", explore.look, name="portal.picture"),
    path(f"{_OF}specification.json", explore.specification, name="portal.specification"),
    path(f"{_OF}embed/", explore.embed, name="portal.embed"),
]
