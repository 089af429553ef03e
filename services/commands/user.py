"""Commands about accounts of the site."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from services.auth import accounts, sessions
from services.commands.console import JsonOption, err, out, print_json, says_errors
from services.local_stack.stack_env import stack_settings
from services.shared import database
from services.shared.errors import PlatformError

app = typer.Typer(no_args_is_help=True, help="Accounts of the site: make one, set its password, or suspend it.")

PasswordStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@app.command()
@says_errors
def create(
    username: Annotated[str, typer.Argument(help="The name to log in with.")],
    email: Annotated[str, typer.Argument(help="Where mail for this person goes.")],
    admin: Annotated[bool, typer.Option("--admin", help="May also see the pages for operators.")] = False,
    password_stdin: PasswordStdin = False,
    json: JsonOption = False,
) -> None:
    """Make an account; asks for the password unless --password-stdin is given."""
    password = _password(from_stdin=password_stdin)
    with database.connect(stack_settings(), pool_size=1).begin() as conn:
        user = accounts.create_user(conn, username, email, password, role="admin" if admin else "user")
    if json:
        print_json(asdict(user))
    else:
        out.print(f"Made the {user.role} account {user.username} ({user.email}).", markup=False)


@app.command("set-password")
@says_errors
def set_password(
    login: Annotated[str, typer.Argument(help="User name or e-mail address.")],
    password_stdin: PasswordStdin = False,
) -> None:
    """Set a new password and end all sessions of that account."""
    with database.connect(stack_settings(), pool_size=1).begin() as conn:
        user = accounts.by_login(conn, login)
        if user is None:
            raise PlatformError(f"There is no account {login}.")
        password = accounts.checked_password(_password(from_stdin=password_stdin))
        accounts.set_password(conn, user_id=user.user_id, password=password)
        sessions.end_all(conn, user_id=user.user_id)
    out.print(f"Set the password of {user.username}; every session of it has ended.", markup=False)


@app.command()
@says_errors
def suspend(
    login: Annotated[str, typer.Argument(help="User name or e-mail address.")],
    undo: Annotated[bool, typer.Option("--undo", help="Open the account again.")] = False,
) -> None:
    """Shut an account: nobody can log in to it, and what is logged in is not any more."""
    with database.connect(stack_settings(), pool_size=1).begin() as conn:
        user = accounts.by_login(conn, login)
        if user is None:
            raise PlatformError(f"There is no account {login}.")
        accounts.suspend(conn, user_id=user.user_id, suspended=not undo)
    out.print(f"The account {user.username} is {'open again' if undo else 'suspended'}.", markup=False)


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        err.print("No terminal to ask for the password: use --password-stdin.")
        raise typer.Exit(1)
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
