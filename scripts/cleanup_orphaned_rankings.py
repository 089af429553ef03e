"""Reports rankings whose posting or campaign is gone, then audits and deletes them; `--report` only looks.

Safe to run at any time, twice, and beside the daily run: it waits for a ranking that is under way.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from services.local_stack.stack_env import stack_settings
from services.orchestration import stages
from services.ranker import orphans
from services.shared import database
from services.shared.errors import PlatformError


def main() -> int:
    """0 when no orphan is left, 1 when some are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", action="store_true", help="only say what there is")
    only_report: bool = parser.parse_args().report
    settings = stack_settings()
    with database.connect(settings, pool_size=1).connect() as conn:
        groups = orphans.analyse(conn)
    table = Table("campaign", "ranked on", "in staging", "likely cause", "orphans", title="Orphaned rankings")
    for group in groups:
        table.add_row(*(str(value) for value in asdict(group).values()))
    Console().print(table if groups else "No ranking is an orphan.")
    if only_report:
        return 1 if groups else 0
    try:
        metrics = stages.cleanup_orphaned_rankings(settings, stages.new_run())
    except PlatformError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"Removed {metrics.details['removed']}, left {metrics.details['left']}.")
    return 1 if metrics.details["left"] else 0


if __name__ == "__main__":
    sys.exit(main())
