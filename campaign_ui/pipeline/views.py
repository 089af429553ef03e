"""The pipeline page for administrators."""

from __future__ import annotations

from flask import Blueprint, render_template

bp = Blueprint("pipeline", __name__, url_prefix="/pipeline")


@bp.get("/")
def index() -> str:
    """Runs, sources, queues and spend at a glance."""
    return render_template("pipeline/index.html")
