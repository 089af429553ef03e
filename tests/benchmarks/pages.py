"""The pages of jobs under load: the real gunicorn with two workers on loopback, driven by wrk, at two sizes."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from sqlalchemy import Connection

from campaign_ui import assets
from services.auth import accounts
from services.campaigns import campaigns
from services.campaigns.campaigns import Draft
from services.shared import database
from services.shared.settings import PROJECT_ROOT, Settings
from tests.benchmarks.many_jobs import refresh_statistics, write_pairs, write_postings
from tests.benchmarks.pipeline import environment_of

LUA = Path(__file__).with_name("percentiles.lua")
PASSWORD = "only for the benchmark"
SECONDS = int(os.environ.get("BENCH_PAGE_SECONDS", "5"))
# Both workers are busy and nobody queues: what is measured is a page, not a line of people. The kernel may still give
# both connections to one worker, which doubles every time, so growth is told by pages asked for one after the other, in
# rounds over all of them, from both sizes in turn: what else the machine does for some seconds then spoils one round.
CONNECTIONS = 2
SECONDS_ALONE, ROUNDS_ALONE = 1, 5

LISTS = {
    "list": "",
    "by date": "?sort=date",
    "by pay": "?sort=pay",
    "by company": "?sort=company",
    "common word": "?q=engineer",
    "rare word": "?q=unusual",
    "two words by date": "?q=data+engineer&sort=date",
    "no such word": "?q=xyzzy",
    "remote senior": "?remote=remote&seniority=senior",
    "skill": "?skill=skill+17",
    "pay from": "?pay=150000",
    "this week": "?posted=7",
    "one board": "?publisher=Publisher+3",
    "many filters": "?q=data&remote=remote&seniority=senior&pay=100000&posted=30",
    "applied": "?status=applied",
    "everything": "?status=waiting&status=approved&status=applied&status=rejected&status=archived",
    "favourites": "?favourite=yes",
    "deep": "?after=20.00~00000000-0000-0000-0000-000000000000",
    "board": "/board",
    "hidden": "/hidden",
    "runs": "/runs",
}


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk saw of one page; milliseconds, and bytes of its HTML. `alone` is the p95 of one request at a time, the
    median of all rounds."""

    p50: float
    p95: float
    alone: float
    per_second: float
    failed: int
    size: int


@dataclass(frozen=True, slots=True)
class Site:
    """A running site, somebody logged in, and the campaign that is looked at."""

    url: str
    cookie: str
    campaign_id: int


def needed_tool() -> str:
    """The load tool, or the exit that says how to get it."""
    return shutil.which("wrk") or sys.exit("The bench of the pages needs wrk: apt-get install wrk")


def prepare(settings: Settings, *, postings: int, ranked: int) -> int:
    """Postings, and a campaign that ranks so many of them; what is there already stays. Returns the campaign."""
    engine = database.connect(settings)
    with engine.begin() as conn:
        user_id = _bench_user(conn)
        mine = campaigns.of_user(conn, user_id=user_id).items
        draft = Draft("Bench", "data engineer", "ca", "week", "bench@example.org", currency="CAD")
        campaign_id = mine[0].campaign_id if mine else campaigns.create(conn, user_id=user_id, draft=draft)
    engine.dispose()
    write_postings(settings, first=1, last=postings)
    write_pairs(settings, campaign_id, first=1, last=ranked)
    refresh_statistics(settings)
    return campaign_id


def _bench_user(conn: Connection) -> int:
    found = accounts.by_login(conn, "bench")
    return (found or accounts.create_user(conn, "bench", "bench@example.org", PASSWORD, "user")).user_id


@contextmanager
def running_site(settings: Settings, campaign_id: int) -> Iterator[Site]:
    """The site as `jobs up` starts it, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = settings.model_copy(update={"campaign_ui_port": port, "log_level": "WARNING"})
    command = [sys.executable, "-m", "gunicorn", "campaign_ui.wsgi:app", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", "--threads", "4", "--log-level", "warning"]
    environment = environment_of(own) | {"FLASK_SECRET_KEY": "only-for-benchmarks"}
    server = subprocess.Popen(command, env=environment, cwd=PROJECT_ROOT)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url)
        yield Site(url, _log_in(url), campaign_id)
    finally:
        server.terminate()
        server.wait()


def _wait_for(url: str) -> None:
    for _ in range(120):
        try:
            if requests.get(f"{url}/health", timeout=1).ok:
                return
        except requests.RequestException:
            time.sleep(0.5)
    raise RuntimeError("the site did not start")


def _log_in(url: str) -> str:
    session = requests.Session()
    form = {"csrf_token": _token(session.get(f"{url}/log-in", timeout=10).text), "login": "bench", "password": PASSWORD}
    assert "log-in" not in session.post(f"{url}/log-in", data=form, timeout=10).url
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in session.cookies)


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def driven(sites: Sequence[Site]) -> list[dict[str, Load]]:
    """Every page of every site under load; the first answers warm both workers, uncounted."""
    pages = [_pages(site) for site in sites]
    together = [_together(site, of_site) for site, of_site in zip(sites, pages, strict=True)]
    alone: list[dict[str, list[re.Match[str]]]] = [{name: [] for name in of_site} for of_site in pages]
    for _ in range(ROUNDS_ALONE):
        for name in pages[0]:
            # One size after the other at once: a slow minute of the machine is then a minute of both.
            for site, of_site, rounds in zip(sites, pages, alone, strict=True):
                rounds[name].append(_asked(site, *of_site[name], connections=1, seconds=SECONDS_ALONE))
    return [
        {
            name: Load(
                float(found[1]) / 1000, float(found[2]) / 1000,
                statistics.median(float(one[2]) for one in rounds[name]) / 1000,
                float(found[3]), sum(int(one[4]) for one in [found, *rounds[name]]), size,
            )
            for name, (found, size) in of_site.items()
        }
        for of_site, rounds in zip(together, alone, strict=True)
    ]  # fmt: skip


def _pages(site: Site) -> dict[str, tuple[str, str | None]]:
    """By name the address, and what is posted to it."""
    base = f"/campaigns/{site.campaign_id}"
    page = requests.get(f"{site.url}{base}?sort=date", headers={"Cookie": site.cookie}, timeout=60).text
    key = re.findall(r'id="job-([0-9a-f-]{36})"', page)[10]
    return {name: (base + query, None) for name, query in LISTS.items()} | {
        "campaigns": ("/campaigns/", None),
        "job": (f"/jobs/{key}?campaign={site.campaign_id}&sort=date", None),
        "change": (f"/jobs/{key}/favourite", f"csrf_token={_token(page)}&favourite=yes&next=/"),
    }


def _together(site: Site, pages: dict[str, tuple[str, str | None]]) -> dict[str, tuple[re.Match[str], int]]:
    """What wrk saw with both workers busy, and the size of the page."""
    found = {}
    for name, (address, body) in pages.items():
        size = 0
        for _ in range(6 if body is None else 0):
            size = len(requests.get(site.url + address, headers={"Cookie": site.cookie}, timeout=60).content)
        found[name] = _asked(site, address, body, connections=CONNECTIONS, seconds=SECONDS), size
    return found


def _asked(site: Site, address: str, body: str | None, *, connections: int, seconds: int) -> re.Match[str]:
    """p50 and p95 in microseconds, requests per second, and how many failed."""
    environment = dict(os.environ) | {"BENCH_COOKIE": site.cookie} | ({"BENCH_BODY": body} if body else {})
    command = [needed_tool(), "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(LUA), site.url + address]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    result = re.search(r"RESULT (\d+) (\d+) ([\d.]+) (\d+)", said)
    assert result, said
    return result


def measure(sizes: Sequence[tuple[Settings, int, int]]) -> list[dict[str, Load]]:
    """Every page by its name, at each size: a database, postings, and how many of them are ranked for a campaign."""
    with ExitStack() as running:
        sites = [
            running.enter_context(running_site(settings, prepare(settings, postings=postings, ranked=ranked)))
            for settings, postings, ranked in sizes
        ]
        found = driven(sites)
    for (_, postings, _), loads in zip(sizes, found, strict=True):
        for name, load in loads.items():
            print(
                f"  {postings:>9,} postings  {name:18} p50 {load.p50:6.1f} ms  p95 {load.p95:6.1f} ms  "
                f"alone {load.alone:6.1f} ms  {load.per_second:6.1f}/s  {load.size / 1000:6.1f} KB"
                f"{'  FAILED' if load.failed else ''}",
                file=sys.stderr, flush=True,
            )  # fmt: skip
    return found


def bundle_size() -> int:
    """Bytes of style sheet and script, compressed as a proxy sends them."""
    folder = Path(assets.__file__).parent / "static" / "dist"
    manifest = json.loads((folder / "manifest.json").read_text())
    return sum(len(gzip.compress((folder / manifest[name]).read_bytes())) for name in ("site.css", "site.js"))
