"""Online tiles: which services may be named, and what a site with and without them has in it."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from geomap.config import Config
from geomap.embeds import embed_html
from geomap.errors import ConfigError
from geomap.pagecontext import POLICY
from geomap.pages import SiteInfo, site_files
from geomap.sitedata import site_data
from geomap.tiles import tile_source
from tests.synthetic import PLACES, collection

INFO = SiteInfo(version="0")
TILED = replace(INFO, tiles=tile_source("OpenStreetMap.Mapnik"))


def made(info: SiteInfo) -> dict[str, bytes]:
    readings, events, skipped = collection()
    return dict(site_files(site_data(readings, events, skipped, "t"), PLACES, info))


@pytest.fixture(scope="module")
def plain() -> dict[str, bytes]:
    return made(INFO)


@pytest.fixture(scope="module")
def tiled() -> dict[str, bytes]:
    return made(TILED)


def policy(page: bytes) -> str:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', page.decode())
    assert found
    return found[1].replace("&#39;", "'")


@pytest.mark.parametrize("name", ["OpenStreetMap.Mapnik", "openstreetmap mapnik", "OpenStreetMapMapnik"])
def test_a_service_is_known_by_its_name_however_it_is_spelled(name: str) -> None:
    source = tile_source(name)
    assert source.name == "OpenStreetMap.Mapnik"
    assert source.origins() == ("https://tile.openstreetmap.org",)
    assert source.attribution[1] == ("OpenStreetMap", "https://www.openstreetmap.org/copyright")
    assert Config(tiles=name).tiles == name


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("OpenStreetMap.Mapnick", "did you mean 'OpenStreetMap.Mapnik'"),
        ("OpenStreetMap", "did you mean 'OpenStreetMap.Mapnik' or 'OpenStreetMap.DE'"),
        ("qqqqqq", "one is 'OpenStreetMap.Mapnik'"),
        ("", "one is 'OpenStreetMap.Mapnik'"),
        ("Thunderforest.OpenCycleMap", "needs an API key"),
        ("JusticeMap.income", "marks JusticeMap.income as broken"),
        ("Esri.ArcticImagery", "not in Web Mercator"),
        ("MtbMap", "not served by https"),
    ],
)
def test_a_service_that_cannot_be_offered_is_refused_with_the_reason(name: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        Config(tiles=name)


def test_every_service_is_either_refused_or_whole() -> None:
    import xyzservices

    taken = 0
    for name in xyzservices.providers.flatten():
        try:
            source = tile_source(name)
        except ConfigError:
            continue
        taken += 1
        assert set(re.findall(r"\{(\w+)\}", source.url)) <= {"x", "y", "z", "r", "s"}, name
        assert all(re.fullmatch(r"https://[\w.-]+", origin) for origin in source.origins()), name
        assert "".join(text for text, _ in source.attribution).strip(), name
        assert not any(re.search("[<>]", text) for text, _ in source.attribution), name
        assert source.min_zoom <= source.max_zoom or source.min_zoom > 15, name
    assert taken > 60


def test_all_servers_of_a_service_stand_in_the_policy_and_tiles_without_names_are_known() -> None:
    source = tile_source("OpenTopoMap")
    assert source.origins() == tuple(f"https://{one}.tile.opentopomap.org" for one in "abc")
    assert source.names
    assert not tile_source("Esri.WorldImagery").names


def test_a_site_without_tiles_says_and_allows_nothing_of_them(plain: dict[str, bytes]) -> None:
    assert not [path for path in plain if "tiles" in path]
    pages = [content for path, content in plain.items() if path.endswith(".html")]
    assert not [page for page in pages if b"tiles.js" in page or b"tiles.css" in page]
    assert {policy(plain[path]) for path in plain if re.match(r"(ar|en|embed)/.*\.html", path)} == {POLICY}


def test_only_pages_with_a_map_may_ask_the_service_and_nobody_else(tiled: dict[str, bytes]) -> None:
    open_policy = POLICY.replace("img-src 'self' data:", "img-src 'self' https://tile.openstreetmap.org data:")
    for path, content in tiled.items():
        if re.match(r"(ar|en|embed)/.*\.html", path):
            has_map = b"assets/leaflet/leaflet.js" in content
            assert policy(content) == (open_policy if has_map else POLICY), path
            assert (b"assets/tiles.js" in content) == (b"assets/tiles.css" in content) == has_map, path


def test_the_files_of_the_service_are_all_that_a_site_with_tiles_has_more(
    plain: dict[str, bytes], tiled: dict[str, bytes]
) -> None:
    assert set(tiled) - set(plain) == {"assets/tiles.js", "assets/tiles.css"}
    changed = {path for path in plain if plain[path] != tiled[path]}
    assert all(path.endswith(".html") for path in changed)
    told = json.loads(tiled["assets/tiles.js"].decode().split("\n")[0].removeprefix('geomap.put("tiles",')[:-2])
    assert told["url"] == "https://tile.openstreetmap.org/{z}/{x}/{y}.png"


def test_a_single_file_never_asks_for_tiles() -> None:
    readings, events, _ = collection()
    page = embed_html(readings, events, title="t", info=TILED)
    assert page == embed_html(readings, events, title="t", info=INFO)
