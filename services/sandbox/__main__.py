"""`python -m services.sandbox` runs the sandbox in the foreground."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date

from services.sandbox.faults import FAULTS
from services.sandbox.server import run
from services.sandbox.state import today_utc
from services.shared.errors import PlatformError
from services.shared.settings import get_settings
from services.shared.structured_logging import configure_logging, get_logger


def _parser() -> argparse.ArgumentParser:
    faults = "\n".join(f"  {name:<16} {meaning}" for name, meaning in FAULTS.items())
    parser = argparse.ArgumentParser(
        prog="python -m services.sandbox",
        description="Local stand-ins for JSearch, Glassdoor, an OpenAI-compatible API and an SMTP inbox.\n"
        "Ports, seed and faults are settings: SANDBOX_PORT, SANDBOX_SMTP_PORT, SANDBOX_SEED, SANDBOX_FAULTS;\n"
        "SANDBOX_PAYLOADS_DIR serves recorded answers (jsearch/*.json, glassdoor/*.json) instead of generated ones.",
        epilog="SANDBOX_FAULTS is a list like  rate_limit:0.1,glassdoor.server_error:first2,hang:1@nurse :\n"
        "a name, a rate from 0 to 1 or a count of calls, optionally one service and words the query must hold.\n"
        f"Names:\n{faults}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--date",
        type=date.fromisoformat,
        default=os.environ.get("SANDBOX_DATE") or None,
        help="the day to serve, as YYYY-MM-DD (default: SANDBOX_DATE, else today)",
    )
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run until told to stop; 2 when a setting or a port is wrong."""
    chosen = _parser().parse_args(arguments)
    settings = get_settings()
    configure_logging(json=settings.environment == "production", level=settings.log_level)
    log = get_logger(__name__)
    log.info("sandbox_starting", http_port=settings.sandbox_port, smtp_port=settings.sandbox_smtp_port)
    try:
        run(settings, host=chosen.host, today=(lambda: chosen.date) if chosen.date else today_utc)
    except PlatformError as error:
        log.error("sandbox_failed", reason=str(error))
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
