"""What the map page loads, and what a file that stands alone weighs, for a thousand events."""

from __future__ import annotations

from geomap.embeds import embed_html
from geomap.pages import SiteInfo, site_files
from geomap.sitedata import site_data
from tests.bench.made_events import made_collection
from tests.bench.site import index_payload
from tests.synthetic import PLACES

INFO = SiteInfo(version="0")
MOST = 1_500_000


def test_the_map_page_of_a_thousand_events_loads_less_than_a_megabyte_and_a_half() -> None:
    readings, events = made_collection(1000)
    files = dict(site_files(site_data(readings, events, (), "x"), PLACES * 80, INFO))
    for code in ("ar", "en"):
        assert 800_000 < index_payload(files, code) < MOST


def test_a_thousand_events_fit_into_one_file_that_stands_alone() -> None:
    readings, events = made_collection(1000)
    assert len(embed_html(readings, events, title="x", info=INFO, labels=PLACES * 80).encode()) < MOST
