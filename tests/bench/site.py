"""Measures the site: pages built a second, what the map page loads, and how fast it is there and filters in Chromium.

    python -m tests.bench.site [--events 100000] [--pages 1000]

Wall time tells what a reader waits on this machine; the time of the page's own thread leaves out what else the machine
does meanwhile. What is measured of a filter ends when its frame is laid out and painted.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from geomap.pages import SiteInfo, site_files, site_pages
from geomap.sitedata import site_data
from geomap.sitepages import singly
from tests.bench.made_events import made_collection

INFO = SiteInfo(version="0")
RUNS, CLICKS = 3, 8
SETTLED = 1500
"""Milliseconds that a new window of the browser is given before the page is opened in it."""
ACTIONS = {
    "a kind pressed": "document.querySelector('#families [data-value=people]').click()",
    "a word searched": "geomap.page.filter.q = 'town 1' + k; geomap.page.apply()",
    "the map redrawn": "geomap.page.layer.show(geomap.page.layer.visible)",
}


def index_payload(files: dict[str, bytes], code: str) -> int:
    """Bytes of a language's map page and of all that it loads before the reader does anything, fonts too."""
    page = files[f"{code}/index.html"].decode()
    loaded = set(
        re.findall(r'<script src="\.\./([^"]+)"', page) + re.findall(r'rel="stylesheet" href="\.\./([^"]+)"', page)
    )
    loaded |= {path for path in files if path.startswith("assets/fonts/") and path.endswith(".ttf")}
    loaded.add(f"data/texts-{code}.js")  # by the page's script, as soon as the map is drawn
    return len(files[f"{code}/index.html"]) + sum(len(files[path]) for path in loaded)


def build_rate(events: int) -> None:
    """Pages of all kinds a second of one core."""
    readings, found = made_collection(events)
    data = site_data(readings, found, (), "bench")
    dict(site_files(site_data(*made_collection(5), (), "bench"), (), INFO))  # templates and tables are loaded
    began = time.process_time()
    pages = sum(path.endswith(".html") for path, _ in site_files(data, (), INFO))
    took = time.process_time() - began
    print(f"building {pages} pages of {events} events: {took:.1f} s of a core, {pages / took:.0f} a second")


def write_map_site(events: int, folder: Path) -> None:
    """The map page of so many events with its data, without the other pages."""
    data = site_data(*made_collection(events), (), "bench")
    page = dict(site_files(site_data(*made_collection(100), (), "bench"), (), INFO))["en/index.html"]
    loaded = (page for page in singly(site_pages(data, (), INFO)) if page.path.startswith(("data/", "assets/")))
    for path, content in (
        *((one.path, one.make()) for one in loaded),
        ("en/index.html", page),
    ):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def browse(folder: Path) -> None:
    """First interaction and filters, in a Chromium whose network is cut."""
    from playwright.sync_api import sync_playwright

    executable = os.environ.get("GEOMAP_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        for _ in range(RUNS):
            context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
            page = context.new_page()
            client = context.new_cdp_session(page)
            client.send("Performance.enable", {"timeDomain": "threadTicks"})
            page.wait_for_timeout(SETTLED)
            page.goto((folder / "en" / "index.html").as_uri(), wait_until="commit")
            page.wait_for_selector("body[data-ready]", state="attached", timeout=60_000)
            wall = page.evaluate("performance.now()")
            print(f"first interaction: {wall:.0f} ms, {_busy(client):.0f} ms of the page's thread")
            page.wait_for_timeout(4000)
            for what, script in ACTIONS.items():
                before = _busy(client)
                own, took = page.evaluate(
                    f"""(async () => {{ const t = performance.now(); let own = 0; for (let k = 0; k < {CLICKS}; k++) {{
                    const at = performance.now(); {script}; own += performance.now() - at;
                    await new Promise((done) => requestAnimationFrame(() => setTimeout(done))); }}
                    return [own / {CLICKS}, (performance.now() - t) / {CLICKS}]; }})()"""
                )
                busy = (_busy(client) - before) / CLICKS
                print(f"  {what}: {own:.0f} ms, {took:.0f} ms until it is seen, {busy:.0f} ms of the page's thread")
            context.close()
        browser.close()


def _busy(client: Any) -> float:
    """Milliseconds that the page's thread has computed."""
    metrics = {entry["name"]: entry["value"] for entry in client.send("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"]) * 1000


def main() -> None:
    """Prints all figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--events", type=int, default=100_000, help="on the map")
    options.add_argument("--pages", type=int, default=1000, help="events that pages are built of")
    asked = options.parse_args()
    build_rate(asked.pages)
    files = dict(site_files(site_data(*made_collection(1000), (), "bench"), (), INFO))
    print(f"the map page of 1,000 events loads {index_payload(files, 'ar') / 1e6:.2f} MB")
    with tempfile.TemporaryDirectory() as name:
        write_map_site(asked.events, Path(name))
        browse(Path(name))


if __name__ == "__main__":
    main()
