"""The decisions of the local stack that need neither a network nor a database: secrets, wiring, identity, ports."""

from __future__ import annotations

import multiprocessing
import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.local_stack import airflow, ports, processes, stack_env
from services.local_stack.home import StackHome, changing, make
from services.local_stack.programs import programs
from services.shared.errors import LocalStackError
from services.shared.settings import Settings, get_settings

OWN_SETTINGS = (*Settings.model_fields, "demo_password")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StackHome]:
    """A stack's folder in a path with a space, and an environment that says nothing else about the stack."""
    for name in OWN_SETTINGS:
        monkeypatch.delenv(name.upper(), raising=False)
    made = StackHome(tmp_path / "a stack")
    monkeypatch.setenv("JOBS_HOME", str(made.root))
    monkeypatch.setenv("ENVIRONMENT", "test")
    monkeypatch.setattr("services.local_stack.stack_env.env_files", lambda: (made.stack_env,))
    monkeypatch.setattr("services.shared.settings.env_files", lambda: (made.stack_env,))
    make(made)
    yield made
    get_settings.cache_clear()


def test_it_works(home: StackHome) -> None:
    settings = stack_env.write(home)

    assert settings.sandbox_services == "jsearch,glassdoor,openai,smtp"
    assert settings.jsearch_base_url == "http://127.0.0.1:8025/jsearch"
    assert all(getattr(settings, name.lower()) for name in stack_env.GENERATED)
    assert stat.S_IMODE(home.stack_env.stat().st_mode) == 0o600


def test_secrets_are_made_once(home: StackHome) -> None:
    stack_env.write(home)
    before = stack_env.read(home)

    stack_env.forget_wiring(home)
    stack_env.write(home)

    after = stack_env.read(home)
    assert {name: after[name] for name in stack_env.GENERATED} == {name: before[name] for name in stack_env.GENERATED}
    assert len({after[name] for name in stack_env.GENERATED}) == len(stack_env.GENERATED)


def test_a_given_secret_is_not_made_up(home: StackHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_PASSWORD", "it's mine $1 \\ really")

    settings = stack_env.write(home)

    assert settings.airflow_password is not None
    assert settings.airflow_password.get_secret_value() == "it's mine $1 \\ really"
    assert "AIRFLOW_PASSWORD" not in stack_env.read(home)


def test_a_key_switches_the_sandbox_off_for_its_service_only(home: StackHome, monkeypatch: pytest.MonkeyPatch) -> None:
    stack_env.write(home)
    monkeypatch.setenv("JSEARCH_API_KEY", "a-real-key")

    settings = stack_env.write(home)

    assert settings.sandbox_services == "glassdoor,smtp"
    assert settings.jsearch_base_url is None
    assert "sandbox" in [program.name for program in programs(settings, home)]


def test_no_sandbox_is_started_when_every_service_is_real(home: StackHome, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("JSEARCH_API_KEY", "GLASSDOOR_API_KEY", "SMTP_HOST"):
        monkeypatch.setenv(name, "real")

    settings = stack_env.write(home)

    assert "sandbox" not in [program.name for program in programs(settings, home)]


def test_a_running_stack_remembers_its_ports_and_a_stopped_one_does_not(
    home: StackHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_PORT", "18081")
    monkeypatch.setenv("SANDBOX_PAYLOADS_DIR", "it's here")
    stack_env.write(home)
    monkeypatch.delenv("AIRFLOW_PORT")
    monkeypatch.delenv("SANDBOX_PAYLOADS_DIR")

    again = stack_env.write(home)
    assert again.airflow_port == 18081
    assert again.sandbox_payloads_dir == Path.cwd() / "it's here"

    stack_env.forget_wiring(home)
    assert stack_env.stack_settings().airflow_port == 8080


def test_airflow_listens_on_loopback_and_cannot_be_pointed_elsewhere(
    home: StackHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__API__HOST", "0.0.0.0")
    monkeypatch.setenv("AIRFLOW__CORE__DAGS_FOLDER", "/elsewhere")
    settings = stack_env.write(home)

    environment = airflow.environment(settings, home)

    assert environment["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert environment["AIRFLOW__CORE__DAGS_FOLDER"] == "/elsewhere"
    assert environment["AIRFLOW__CORE__FERNET_KEY"] == stack_env.read(home)["AIRFLOW__CORE__FERNET_KEY"]


def test_a_password_with_any_character_reaches_airflows_database(
    home: StackHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_DB_PASSWORD", "p@ss/w:rd $HOME%")

    address = airflow.environment(stack_env.write(home), home)["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]

    # Airflow expands `$` in its settings, so none may be left.
    assert "$" not in address
    assert address.count("@") == 1


@pytest.fixture
def sleeper(home: StackHome) -> Iterator[processes.ProcessRecord]:
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    process = processes.start(home, name="sleeper", command=command, port=0, environment=os.environ, fingerprint="x")
    yield processes.recorded(home)["sleeper"]
    process.kill()
    process.wait()


def test_a_process_is_known_by_id_and_moment(home: StackHome, sleeper: processes.ProcessRecord) -> None:
    assert processes.alive(sleeper)
    assert processes.alive(replace(sleeper, create_time=sleeper.create_time - 5)) is None
    assert [process.pid for process in processes.members(home, "sleeper")] == [sleeper.pid]
    assert not list(processes.members(home, "another"))
    assert not list(processes.members(StackHome(home.root.parent)))


def test_an_ended_process_is_dead_even_while_it_is_a_zombie(home: StackHome, sleeper: processes.ProcessRecord) -> None:
    os.kill(sleeper.pid, 9)
    deadline = time.monotonic() + 5
    while processes.alive(sleeper) and time.monotonic() < deadline:
        time.sleep(0.01)

    assert processes.alive(sleeper) is None


def test_what_a_killed_process_left_behind_is_ended(home: StackHome) -> None:
    script = "import subprocess, sys; print(subprocess.Popen(['sleep', '60']).pid, flush=True); sys.stdin.read()"
    parent = processes.start(
        home,
        name="parent",
        command=[sys.executable, "-c", script + "; import time; time.sleep(60)"],
        port=0,
        environment=os.environ,
        fingerprint="",
    )
    deadline = time.monotonic() + 10
    while not (said := home.log_of("parent").read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    parent.kill()
    parent.wait()

    assert processes.end_strays(home, "parent") == 1
    assert not Path(f"/proc/{int(said)}").exists() or "zombie" in Path(f"/proc/{int(said)}/status").read_text()


def test_a_damaged_record_counts_as_none(home: StackHome) -> None:
    (home.run / "api-server.json").write_text('{"pid": 1')
    (home.run / "site.json").write_text('{"pid": 1}')

    assert processes.recorded(home) == {}


def test_two_services_on_one_port_are_both_named() -> None:
    with pytest.raises(ports.PortTaken, match="AIRFLOW_PORT and SANDBOX_PORT"):
        ports.check({"AIRFLOW_PORT": 1, "SANDBOX_PORT": 1})


def _hold(root: Path, seconds: float, held: multiprocessing.synchronize.Event) -> None:
    with changing(StackHome(root)):
        held.set()
        time.sleep(seconds)


def test_two_that_change_a_stack_take_turns_and_a_killed_one_frees_it(home: StackHome) -> None:
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    other = context.Process(target=_hold, args=(home.root, 60, held))
    other.start()
    assert held.wait(30)
    waited = []

    def kill_the_other() -> None:
        waited.append(True)
        other.kill()

    with changing(home, on_wait=kill_the_other):
        assert waited
    other.join()


def test_a_home_that_is_a_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(LocalStackError, match="JOBS_HOME"):
        make(StackHome(tmp_path / "file"))


def test_the_end_of_a_log_is_readable_whatever_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"first\n" * 10_000 + b"\xff\xfe\nlast\n")

    assert processes.last_lines(tmp_path / "log", 2).endswith("\nlast")
    assert processes.last_lines(tmp_path / "none") == "(no log)"


def test_nothing_is_imported_from_the_calling_shells_pg_variables() -> None:
    """PGHOST and friends of a person's shell must not lead the stack's programs to another server."""
    script = "from services.local_stack.postgres import _environment as e; print([n for n in e() if n[:2] == 'PG'])"
    environment = {**os.environ, "PGHOST": "elsewhere"}

    assert subprocess.check_output([sys.executable, "-c", script], env=environment, text=True).strip() == "[]"
