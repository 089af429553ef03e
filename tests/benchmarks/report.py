"""One measured figure, and the table and file that `make bench` leaves."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` and `baseline` are in `unit`, or `value` is their ratio; `holds` is None where the issue sets no goal."""

    id: str
    value: float
    unit: str
    baseline: str
    goal: str
    holds: bool | None
    detail: str


def publish(figures: list[Figure], path: Path) -> None:
    """Print the table and write it to `path`; figures of other ids that are in the file stay."""
    kept = {row["id"]: row for row in json.loads(path.read_text())} if path.exists() else {}
    kept |= {figure.id: asdict(figure) for figure in figures}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(list(kept.values()), indent=1) + "\n")
    table = Table("id", "value", "unit", "against", "goal", "holds", "detail", title=f"make {path.stem}")
    for figure in figures:
        verdict = {True: "yes", False: "NO", None: "–"}[figure.holds]
        table.add_row(
            figure.id, f"{figure.value:.3g}", figure.unit, figure.baseline, figure.goal, verdict, figure.detail
        )
    Console(width=180).print(table)
