"""What the compose file may and may not do; no Docker is needed to check it."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from code_base import ROOT, files_named, name_of, text_of

from services.local_stack.postgres import TUNING
from services.shared.settings import Settings

COMPOSE: dict[str, Any] = yaml.safe_load(text_of(ROOT / "docker-compose.yml"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
VARIABLE = re.compile(r"\$\{([A-Z_][A-Z0-9_]*)")
SECRET = re.compile(r"PASSWORD|SECRET|FERNET|_KEY$")
# Airflow's own secrets: they are no settings of the platform.
AIRFLOW_SECRETS = {"AIRFLOW__CORE__FERNET_KEY", "AIRFLOW__API__SECRET_KEY", "AIRFLOW__API_AUTH__JWT_SECRET"}


def environment(service: str) -> dict[str, str]:
    """The variables that the compose file sets for a service."""
    return {name: str(value) for name, value in SERVICES[service].get("environment", {}).items()}


def test_it_works() -> None:
    assert set(SERVICES) == {
        "postgres",
        "migrate",
        "sandbox",
        "airflow-api-server",
        "airflow-scheduler",
        "airflow-dag-processor",
        "airflow-triggerer",
        "site",
    }


def test_no_password_has_a_default() -> None:
    source = text_of(ROOT / "docker-compose.yml")
    for name in set(VARIABLE.findall(source)):
        if SECRET.search(name) and name not in ("JSEARCH_API_KEY", "GLASSDOOR_API_KEY"):
            uses = re.findall(r"\$\{" + name + r"(.)(.)", source)
            assert uses
            assert all(use == (":", "?") for use in uses), f"{name} can be left out"


def test_no_secret_is_written_down() -> None:
    for service in SERVICES:
        for name, value in environment(service).items():
            if SECRET.search(name):
                assert value == "" or value.startswith("${") or name.endswith("PASSWORDS_FILE"), f"{service}: {name}"


def test_every_variable_is_a_setting_or_a_secret_of_airflow() -> None:
    used = set(VARIABLE.findall(text_of(ROOT / "docker-compose.yml")))
    assert used - {name.upper() for name in Settings.model_fields} == AIRFLOW_SECRETS


def test_the_script_makes_every_secret_that_is_needed() -> None:
    needed = set(re.findall(r"\$\{([A-Z_0-9]+):\?run sh docker/make_env.sh", text_of(ROOT / "docker-compose.yml")))
    script = text_of(ROOT / "docker" / "make_env.sh")
    assert needed
    assert {name for name in needed if name not in script} == set()


@pytest.mark.parametrize("service", SERVICES)
def test_ports_listen_on_this_machine_only(service: str) -> None:
    for port in SERVICES[service].get("ports", []):
        assert re.fullmatch(r"127\.0\.0\.1:\$\{[A-Z_]+_PORT:-\d+\}:\d+", port)


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_has_more_rights_than_it_needs(service: str) -> None:
    spec = SERVICES[service]
    assert "no-new-privileges:true" in spec["security_opt"]
    assert not {"privileged", "network_mode", "pid", "ipc", "devices", "cap_add"} & set(spec)
    assert not any("docker.sock" in str(volume) for volume in spec.get("volumes", []))
    # PostgreSQL's own image starts as root to own its folder, and then gives the rights up.
    assert service == "postgres" or spec["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("service", sorted(set(SERVICES) - {"migrate"}))
def test_what_runs_on_is_watched_and_restarted(service: str) -> None:
    assert SERVICES[service]["healthcheck"]["test"]
    assert SERVICES[service]["restart"] == "unless-stopped"


def test_nothing_meets_a_database_that_is_not_migrated() -> None:
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for service in set(SERVICES) - {"postgres", "migrate", "sandbox"}:
        assert SERVICES[service]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}


@pytest.mark.parametrize("service", SERVICES)
def test_images_have_a_version_and_logs_an_end(service: str) -> None:
    assert re.search(r":[\d.]+[\w.-]*$", SERVICES[service]["image"])
    assert SERVICES[service]["logging"]["options"]["max-size"]


def test_only_the_migration_is_the_administrator() -> None:
    for service in set(SERVICES) - {"postgres", "migrate"}:
        assert not environment(service).get("POSTGRES_ADMIN_PASSWORD")
        assert SERVICES[service]["env_file"] == [] or "POSTGRES_ADMIN_PASSWORD" in environment(service)


def test_postgres_is_tuned_as_on_a_developers_machine() -> None:
    options = [f"-c {name}={value}" for name, value in TUNING.items()]
    assert SERVICES["postgres"]["command"] == " ".join(["postgres", *options])


def test_postgres_makes_the_schemas_at_its_first_boot() -> None:
    assert "./docker/init:/docker-entrypoint-initdb.d:ro" in SERVICES["postgres"]["volumes"]


def test_the_commands_are_those_of_the_entry_point() -> None:
    known = re.findall(r"^([a-z| -]+)\)$", text_of(ROOT / "docker" / "entrypoint.sh"), re.MULTILINE)
    parts = {part.strip() for line in known for part in line.split("|")}
    for service in set(SERVICES) - {"postgres"}:
        assert SERVICES[service]["command"][0] in parts


@pytest.mark.parametrize("path", files_named("*.Dockerfile"), ids=name_of)
def test_images_are_pinned_and_do_not_run_as_root(path: Any) -> None:
    source = text_of(path)
    assert all(re.search(r":[\d.]+\S*", line) for line in re.findall(r"^FROM (.+)$", source, re.MULTILINE))
    assert re.findall(r"^USER (\d+)$", source, re.MULTILINE)[-1] != "0"
    assert "--require-hashes requirements.lock" in source
    assert not re.search(r"^ADD ", source, re.MULTILINE)


def test_the_tools_of_the_image_have_the_version_of_the_makefile() -> None:
    (version,) = re.findall(r"^UV_VERSION := (\S+)$", text_of(ROOT / "Makefile"), re.MULTILINE)
    for path in files_named("*.Dockerfile"):
        assert f"uv=={version}" in text_of(path)


def test_actions_are_pinned_by_hash() -> None:
    for path in files_named("*.yml", below=".github"):
        for action in re.findall(r"uses: (\S+)", text_of(path)):
            assert re.search(r"@[0-9a-f]{40}$", action), action
