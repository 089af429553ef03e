"""Find jobs now: against a local server that speaks like Airflow, also when it is slow, away or at a loss."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from airflow_stand_in import Airflow, answering
from flask.testing import FlaskClient
from site_cast import Site, csrf_of, open_site, record_run, send
from sqlalchemy import text

from campaign_ui.find_jobs.watcher import DEADLINE_SECONDS
from services.shared.settings import Settings


@pytest.fixture(scope="module")
def airflow() -> Airflow:
    return Airflow()


@pytest.fixture(scope="module")
def site(settings: Settings, airflow: Airflow) -> Iterator[Site]:
    with answering(airflow) as address, open_site(settings, "find_jobs", **address) as made:
        yield made


@pytest.fixture(autouse=True)
def fresh(site: Site, airflow: Airflow) -> None:
    airflow.runs.clear()
    airflow.tasks, airflow.paused, airflow.delay, airflow.status = [], False, 0.0, 200
    with site.engine.begin() as conn:
        conn.execute(text("delete from marts.campaign_run_requests"))


@pytest.fixture
def ada(site: Site) -> FlaskClient:
    return site.signed_in("ada")


@pytest.fixture
def address(site: Site) -> str:
    return f"/campaigns/{site.campaign_id}/find-jobs"


def test_it_works(site: Site, airflow: Airflow, ada: FlaskClient, address: str) -> None:
    assert "Find jobs now" in ada.get(address).text
    assert send(ada, address).location == address
    (run_id,) = airflow.runs
    assert "about to start" in ada.get(address).text
    airflow.runs[run_id] = "running"
    airflow.tasks = [("plan_searches", "success"), ("extract_job_postings", "success"), ("normalize_jobs", "running"),
                     ("rank_jobs", None)]  # fmt: skip
    piece = ada.get(address, headers={"HX-Request": "true"}).text
    assert "<html" not in piece
    assert "Cleaning what came…" in piece
    assert 'value="2"' in piece
    assert 'hx-trigger="load delay:2s"' in piece
    record_run(site.engine, site.campaign_id, run_id)
    asked = airflow.tasks
    airflow.tasks = [*asked[:-1], ("rank_jobs", "success"), ("dbt_tests", "running")]
    piece = ada.get(address, headers={"HX-Request": "true"}).text
    assert "30 postings can be read already" in piece
    assert 'hx-trigger="load delay:2s"' in piece
    airflow.tasks = asked
    airflow.runs[run_id] = "success"
    airflow.tasks = [(name, "success") for name, _ in airflow.tasks]
    done = ada.get(address).text
    assert "Done: 30 postings found." in done
    assert "hx-trigger" not in done


def test_a_campaign_is_run_once_in_a_while(site: Site, airflow: Airflow, ada: FlaskClient, address: str) -> None:
    """S20's kin: parallel presses of several browsers are one run, and the cooldown is stated."""
    token = csrf_of(ada.get(address))
    clients = [site.app.test_client() for _ in range(6)]
    for client in clients:
        for cookie in ("jobs_session", "jobs_form"):
            found = ada.get_cookie(cookie)
            assert found
            client.set_cookie(cookie, found.value)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda client: client.post(address, data={"csrf_token": token}), clients))
    (run_id,) = airflow.runs
    airflow.runs[run_id] = "success"
    page = ada.get(address).text
    assert "disabled" in page
    assert "Possible again" in page
    with site.engine.begin() as conn:
        conn.execute(text("update marts.campaign_run_requests set requested_at = now() - interval '16 minutes'"))
    send(ada, address)
    assert len(airflow.runs) == 2


def test_without_airflow_the_page_says_so_and_takes_nothing(
    site: Site, ada: FlaskClient, address: str, airflow: Airflow
) -> None:
    airflow.status = 503
    answer = send(ada, address)
    assert answer.status_code == 503
    assert "the run was not started" in answer.text
    assert "canary-pw" not in answer.text
    airflow.status = 200
    send(ada, address)
    assert len(airflow.runs) == 1
    airflow.status = 500
    assert "does not answer right now. The run goes on without us." in ada.get(address).text


def test_a_page_waits_for_airflow_no_longer_than_its_deadline(ada: FlaskClient, address: str, airflow: Airflow) -> None:
    token = csrf_of(ada.get(address))
    airflow.delay = DEADLINE_SECONDS + 4
    begun = time.monotonic()
    ada.post(address, data={"csrf_token": token})
    assert time.monotonic() - begun < DEADLINE_SECONDS + 3
    airflow.delay = 0
    # The run never came to be: Airflow does not know it, so nothing has to cool down.
    airflow.runs.clear()
    assert "was not started" in ada.get(address).text
    send(ada, address)
    assert len(airflow.runs) >= 1


def test_a_run_that_waits_says_for_what(site: Site, airflow: Airflow, ada: FlaskClient, address: str) -> None:
    send(ada, address)
    with site.engine.begin() as conn:
        conn.execute(text("update marts.campaign_run_requests set requested_at = now() - interval '2 minutes'"))
    assert "waits for another run" in ada.get(address).text
    airflow.paused = True
    assert "waits for somebody to resume the pipeline" in ada.get(address).text


def test_a_failed_run_is_said_to_have_failed(airflow: Airflow, ada: FlaskClient, address: str) -> None:
    send(ada, address)
    (run_id,) = airflow.runs
    airflow.runs[run_id] = "failed"
    airflow.tasks = [("plan_searches", "success"), ("extract_job_postings", "failed"), ("rank_jobs", "upstream_failed")]
    page = ada.get(address).text
    assert "The run ended with a failure" in page
    # What never began is not what went wrong.
    assert (page.count("step-failed"), page.count("step-held"), page.count("not begun")) == (1, 1, 1)


def test_nobody_runs_somebody_elses_campaign(site: Site, airflow: Airflow, address: str) -> None:
    """S1"""
    cy = site.signed_in("cy")
    assert cy.get(address).status_code == 404
    assert cy.post(address, data={"csrf_token": csrf_of(cy.get("/campaigns/new"))}).status_code == 404
    assert airflow.runs == {}
