"""The command `jobs`: a table of contents; what each command does is in `services/commands`."""

from __future__ import annotations

from collections.abc import Callable

import typer

from services.commands import local, pipeline, user
from services.shared.structured_logging import configure_logging

app = typer.Typer(
    name="jobs",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_show_locals=False,
    help="Finds, models, ranks and mails job postings. Settings come from the environment, `.env` and JOBS_HOME.",
)


@app.callback()
def _before_any_command() -> None:
    # The commands say themselves what goes on; only what went wrong in the parts below is worth a log line.
    configure_logging(json=False, level="WARNING")


PANELS: dict[str, tuple[Callable[..., None], ...]] = {
    "The stack on this machine": (local.up, local.down, local.status, local.doctor),
    "The pipeline": (pipeline.trigger, pipeline.run),
    "One stage of the pipeline": (
        pipeline.extract,
        pipeline.transform,
        pipeline.enrich,
        pipeline.rank,
        pipeline.notify,
    ),
    "Administration": (local.migrate, local.psql),
}

for panel, commands in PANELS.items():
    for command in commands:
        app.command(rich_help_panel=panel)(command)
app.add_typer(user.app, name="user", rich_help_panel="Administration")

if __name__ == "__main__":
    app()
