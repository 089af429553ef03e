"""Addresses of the bundled style sheet, script and icons, whose names carry their content's hash."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

from flask import Flask, current_app

REMEDY = "the style sheet and script are not built: run scripts/build_frontend.py"


def find(app: Flask) -> None:
    """Read the bundle's manifest; without one the pages are plain and /health says so."""
    manifest = Path(cast(str, app.static_folder)) / "manifest.json"
    app.extensions["jobs.assets"] = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {}
    app.jinja_env.globals["asset"] = asset


def are_built() -> bool:
    """Whether there is a bundle to serve."""
    return bool(current_app.extensions["jobs.assets"])


def asset(name: str) -> str:
    """Address of a bundled file by its plain name."""
    # Asked for hundreds of times a page: no route is built for it.
    return f"{current_app.static_url_path}/{current_app.extensions['jobs.assets'].get(name, name)}"
