"""geomap puts the events that news articles tell of on an offline map."""

__version__ = "0.1.0"
