"""What a person sees when something is away, refused or broken: looked at in both widths and colours, with axe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import abort
from playwright.sync_api import Browser, expect
from site_cast import PASSWORD, Site, open_site

from services.shared.settings import Settings

pytestmark = pytest.mark.browser

SIZES = {"desktop": (1440, 900), "phone": (390, 844)}


@pytest.fixture(scope="module")
def site(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    def broken() -> str:
        raise RuntimeError("a bug")

    with open_site(settings, "error_pages", jobs_home=tmp_path_factory.mktemp("home")) as made:
        made.app.add_url_rule("/log-in/broken", "broken", broken)
        made.app.add_url_rule("/log-in/too-often", "too_often", lambda: abort(429))
        yield made


@contextmanager
def maintenance(site: Site) -> Iterator[None]:
    mark: Path = site.app.extensions["jobs.settings"].jobs_home / "maintenance"
    mark.touch()
    yield
    mark.unlink()


# Not `open_page`, which fails on every line of the console: the browser writes one about each page whose status is 5xx.
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_it_works(chromium: Browser, address: str, site: Site, screenshots: Path, width: str, scheme: str) -> None:
    """Every error is human and has a way on."""
    size = dict(zip(("width", "height"), SIZES[width], strict=True))
    with chromium.new_context(base_url=address, viewport=size, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto("/log-in")
        page.get_by_label("User name or e-mail").fill("ada")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(lambda url: "/log-in" not in url)
        found: list[str] = []

        def look(name: str, path: str, title: str, way_on: str) -> None:
            page.goto(path)
            expect(page.get_by_role("heading", level=1)).to_have_text(title)
            expect(page.get_by_role("link", name=way_on)).to_be_visible()
            page.screenshot(path=screenshots / f"error-{name}-{width}-{scheme}.png", full_page=True)
            found.extend(f"{name}: {one['id']}" for one in Axe().run(page).response["violations"])
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append(f"{name}: wider than the screen")

        look("404", "/campaigns/999999", "There is nothing here", "Your campaigns")
        look("403", "/pipeline/", "This is not for your account", "To the dashboard")
        look("429", "/log-in/too-often", "Too many attempts", "Try again")
        look("500", "/log-in/broken", "Something broke on our side", "Try again")
        with maintenance(site):
            look("maintenance", "/campaigns/", "We are at work on this site", "Try again")
        page.get_by_role("link", name="Try again").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Campaigns")
        assert found == []
