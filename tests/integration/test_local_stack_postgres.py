"""The embedded server in a folder of its own: odd paths, kills, half-made clusters and taken ports."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest
from stack_settings import free_port

from services.local_stack import ports, postgres
from services.shared.errors import LocalStackError
from services.shared.settings import PROJECT_ROOT

PASSWORD = "it's only $a test"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the server's account can reach, with a name no shell would like."""
    made = Path(tempfile.mkdtemp(prefix="jobs it's a $(stack) "))
    yield made
    postgres.stop(made / "postgres", mode="immediate")
    shutil.rmtree(made, ignore_errors=True)


def start(folder: Path, port: int) -> int:
    return postgres.start(folder / "postgres", port=port, log_file=folder / "postgres.log", durable=False)


def ask(port: int, sql: str) -> object:
    conn = psycopg2.connect(host="127.0.0.1", port=port, user="postgres", password=PASSWORD, dbname="postgres")
    conn.autocommit = True
    with conn.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone() if cursor.description else None
    conn.close()
    return row[0] if row else None


def test_it_works(folder: Path) -> None:
    port = free_port()
    postgres.initialise(folder / "postgres", password=PASSWORD)

    pid = start(folder, port)

    assert start(folder, port) == pid == postgres.server_pid(folder / "postgres")
    assert ask(port, "select current_setting('listen_addresses')") == "127.0.0.1"
    with pytest.raises(psycopg2.OperationalError, match="authentication"):
        psycopg2.connect(host="127.0.0.1", port=port, user="postgres", password="wrong", dbname="postgres")
    postgres.stop(folder / "postgres")
    assert postgres.server_pid(folder / "postgres") is None
    assert not psutil.pid_exists(pid)


def test_a_killed_server_starts_again_with_its_data(folder: Path) -> None:
    port = free_port()
    postgres.initialise(folder / "postgres", password=PASSWORD)
    pid = start(folder, port)
    ask(port, "create table kept as select 42 as answer")
    ask(port, "checkpoint")

    os.kill(pid, 9)
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=5)

    assert postgres.server_pid(folder / "postgres") is None
    assert start(folder, port) != pid
    assert ask(port, "select answer from kept") == 42


def test_a_killed_server_that_nobody_has_reaped_does_not_keep_a_new_one_away(folder: Path) -> None:
    port = free_port()
    postgres.initialise(folder / "postgres", password=PASSWORD)
    # Its parent lives on and never looks after it, as the init process of some machines does for a while.
    starter = (
        "import sys, pathlib; from services.local_stack import postgres; folder = pathlib.Path(sys.argv[1]);"
        "print(postgres.start(folder / 'postgres', port=int(sys.argv[2]), log_file=folder / 'postgres.log',"
        " durable=False), flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", starter, str(folder), str(port)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT_ROOT
    ) as parent:
        assert parent.stdout
        server = psutil.Process(int(parent.stdout.readline()))
        server.kill()
        while server.status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)

        assert start(folder, port) != server.pid
        assert ask(port, "select 1") == 1
        parent.communicate("")


def test_a_half_made_cluster_is_made_again(folder: Path) -> None:
    """A killed initdb has written PG_VERSION long before the cluster can be started."""
    (folder / "postgres.new").mkdir()
    (folder / "postgres.new" / "PG_VERSION").write_text("18\n")

    postgres.initialise(folder / "postgres", password=PASSWORD)

    port = free_port()
    start(folder, port)
    assert ask(port, "select 1") == 1
    assert [path.name for path in folder.iterdir() if "password" in path.name or "new" in path.name] == []


def test_a_foreign_process_under_the_old_id_is_not_taken_for_the_server(folder: Path) -> None:
    postgres.initialise(folder / "postgres", password=PASSWORD)
    (folder / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder / 'postgres'}\n0\n")

    assert postgres.server_pid(folder / "postgres") is None


def test_a_taken_port_is_said_with_the_servers_own_words(folder: Path) -> None:
    postgres.initialise(folder / "postgres", password=PASSWORD)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(LocalStackError, match="Address already in use"):
            start(folder, port)
        with pytest.raises(ports.PortTaken, match=f"{port}.*POSTGRES_PORT"):
            ports.check({"POSTGRES_PORT": port})


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes the account")
def test_the_server_of_root_has_nothing_of_root(folder: Path) -> None:
    postgres.initialise(folder / "postgres", password=PASSWORD)
    server = psutil.Process(start(folder, free_port()))

    assert server.uids().real != 0
    assert server.gids().real != 0
    assert "0" not in Path(f"/proc/{server.pid}/status").read_text().split("Groups:")[1].split("\n")[0].split()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes the account")
def test_folders_above_get_the_right_to_pass_and_not_to_list(folder: Path) -> None:
    folder.chmod(0o700)

    postgres.initialise(folder / "postgres", password=PASSWORD)

    assert folder.stat().st_mode & 0o777 == 0o701
    assert (folder / "postgres").stat().st_mode & 0o777 == 0o700


def test_a_wrong_administrator_password_names_the_setting(folder: Path) -> None:
    port = free_port()
    postgres.initialise(folder / "postgres", password=PASSWORD)
    start(folder, port)

    with pytest.raises(LocalStackError, match="POSTGRES_ADMIN_PASSWORD"):
        postgres.wait_until_ready(f"host=127.0.0.1 port={port} user=postgres password=wrong dbname=postgres")
