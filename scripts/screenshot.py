"""Make docs/screenshot.png from the built sample site (`make screenshot`), in a headless Chromium with no network."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Opens the Arabic map of `site/` and takes its picture."""
    page_file = ROOT / "site" / "ar" / "index.html"
    browser = os.environ.get("GEOMAP_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not page_file.exists():
        sys.exit("no site/ yet: run 'make site' first")
    if browser is None:
        sys.exit("no Chromium found: install it, or name it in GEOMAP_CHROMIUM")
    target = ROOT / "docs" / "screenshot.png"
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, offline=True)
        page = context.new_page()
        page.goto(page_file.as_uri())
        page.wait_for_timeout(1500)
        page.screenshot(path=str(target))
        chromium.close()
    print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()
