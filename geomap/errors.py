"""What can go wrong, as one small tree.

GeomapError              a user can mend it; the command line prints it and exits 2
├── ArticleError         a file or record is no readable article (names it)
├── ConfigError          geomap.toml or a command's words are off
├── GazetteerError       the gazetteer is missing, stale or cannot be compiled
└── SiteError            the site's folder cannot be written, or is not ours to write
"""

from __future__ import annotations


class GeomapError(Exception):
    """Base of every error that geomap raises on purpose; its text is meant for the user."""


class ArticleError(GeomapError):
    """A file or record could not be read as an article."""


class ConfigError(GeomapError):
    """The configuration or the words of a command are wrong."""


class GazetteerError(GeomapError):
    """The gazetteer is missing, stale or could not be compiled."""


class SiteError(GeomapError):
    """The site could not be written."""
