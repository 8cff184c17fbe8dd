"""The commands of the site: ``fanal init``, ``serve``, ``backup`` and others; thin, like all of this room."""
