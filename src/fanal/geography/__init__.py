"""Countries on the map: where each lies, how it is drawn, as one file for pages and as small pictures."""

from fanal.geography.atlas import Box, Point
from fanal.geography.countries import Country, countries, country

__all__ = ["Box", "Country", "Point", "countries", "country"]
