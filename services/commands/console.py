"""How commands speak: people read tables and sentences, programs read JSON, and every error ends in an exit code."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, NoReturn, ParamSpec, TypeVar

import typer
from rich.console import Console
from sqlalchemy.exc import OperationalError

from services.local_stack.ports import PortTaken
from services.shared.errors import PlatformError

P = ParamSpec("P")
R = TypeVar("R")

# A pipe has no width: wide enough that no table breaks a name or an address in two.
out = Console(highlight=False, width=None if sys.stdout.isatty() else 180)
err = Console(stderr=True, highlight=False, soft_wrap=True)

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of text for people.")]
CampaignOption = Annotated[
    int | None, typer.Option("--campaign", "-c", metavar="ID", help="Only this campaign; without it all active ones.")
]

EXIT_FAILED = 1
EXIT_PORT_TAKEN = 2
EXIT_INTERRUPTED = 130


def print_json(value: Any) -> None:
    """The only thing a command with `--json` writes to standard output."""
    typer.echo(json.dumps(value, indent=2, default=_for_json, ensure_ascii=False))


def _for_json(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else str(value)


def fail(message: str, *, code: int = EXIT_FAILED) -> NoReturn:
    """Say what is wrong on standard error and end."""
    err.print(f"[bold red]error:[/] {_plain(message)}")
    raise typer.Exit(code)


def _plain(text: str) -> str:
    # Square brackets in somebody else's text are no markup.
    return text.replace("[", r"\[")


def says_errors(command: Callable[P, R]) -> Callable[P, R]:
    """A command whose foreseen errors are one sentence and an exit code instead of a traceback."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except PortTaken as error:
            fail(str(error), code=EXIT_PORT_TAKEN)
        except PlatformError as error:
            fail(str(error))
        except OperationalError as error:
            fail(
                f"The database does not answer ({str(error.orig).strip().splitlines()[0]}). Is the stack up? `jobs up`"
            )
        except KeyboardInterrupt:
            fail("interrupted", code=EXIT_INTERRUPTED)

    return wrapped
