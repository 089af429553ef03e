"""The pages of campaigns over HTTP: list, form, page, runs and jobs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from site_cast import FILLED, TITLES, Site, csrf_of, make_campaign, open_site, record_run, send
from sqlalchemy import text

from services.shared.settings import Settings


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[Site]:
    with open_site(settings, "pages") as made:
        yield made


@pytest.fixture
def ada(site: Site) -> FlaskClient:
    return site.signed_in("ada")


def test_it_works(site: Site, ada: FlaskClient) -> None:
    page = ada.get("/campaigns/").text
    assert "Data engineer in Toronto" in page
    assert "1 of 1 active" in page
    assert f"#{site.campaign_id}" in page
    assert page.count(">60<") == 2


def test_a_campaign_is_made_as_typed(site: Site, ada: FlaskClient) -> None:
    answer = send(ada, "/campaigns/new", **FILLED, user_id=str(site.cast.ben), is_active="no", run_count="99")
    assert answer.status_code == 303
    with site.engine.connect() as conn:
        row = conn.execute(text("select * from marts.job_campaigns where campaign_id = :c"),
                           {"c": int(answer.location.rpartition("/")[2])}).mappings().one()  # fmt: skip
    # Fields that the form does not have are not taken from it (S15).
    assert (row["user_id"], row["is_active"], row["run_count"]) == (site.cast.ada, True, 0)
    assert (row["country"], row["location"], row["skills"]) == ("gb", "Leeds", ["Triage", "ICU"])
    assert (row["min_salary"], row["max_salary"], row["currency"]) == (30_000, 45_000, "GBP")
    assert row["seniority"] == ["mid", "senior"]
    page = ada.get(answer.location)
    assert "The campaign is saved." in page.text
    assert "£30,000 – £45,000 a year" in page.text


def test_every_bad_field_is_named_and_what_was_typed_is_kept(ada: FlaskClient) -> None:
    answer = send(
        ada, "/campaigns/new",
        campaign_name="", query="x" * 501, country="Narnia", email="not an address", skills="s" * 61, min_salary="lots",
        max_salary="10/h", currency="doubloon", seniority=["boss"], location="Rome & <b>Paris</b>",
    )  # fmt: skip
    assert answer.status_code == 422
    summary = answer.text.partition("alert-danger")[2].partition("</ul>")[0]
    labels = ["Name", "Job title or keywords", "Country", "Posted", "Send the daily digest to"]
    for label in [*labels, "Skills", "At least", "At most", "Currency", "Seniority"]:
        assert f">{label}</a>" in summary, label
    for kept in ("Narnia", "not an address", "lots", "10/h", "doubloon", "Rome &amp; &lt;b&gt;Paris&lt;/b&gt;"):
        assert f'value="{kept}"' in answer.text
    assert "<title>Error:" in answer.text


def test_pay_runs_upwards_and_has_a_currency(ada: FlaskClient) -> None:
    answer = send(ada, "/campaigns/new", **(FILLED | {"min_salary": "50k", "max_salary": "40k"}))
    assert answer.status_code == 422
    assert "This is less than the lowest pay." in answer.text
    answer = send(ada, "/campaigns/new", **(FILLED | {"country": "Antarctica"}))
    assert answer.status_code == 422
    assert "Choose the currency of the pay." in answer.text


def test_editing_starts_from_what_is_there_and_saving_it_changes_nothing(site: Site, ada: FlaskClient) -> None:
    made = int(send(ada, "/campaigns/new", **FILLED).location.rpartition("/")[2])
    page = ada.get(f"/campaigns/{made}/edit").text
    for value in ("Nurse in Leeds", "United Kingdom", "Leeds", "Triage, ICU", "30,000", "45,000", "GBP"):
        assert f'value="{value}"' in page, value
    chosen = re.findall(r'<input[^>]*checked[^>]*value="([^"]+)"', page)
    assert chosen == ["month", "onsite", "full_time", "part_time", "mid", "senior", "10001+"]
    with site.engine.connect() as conn:
        before = dict(
            conn.execute(text("select * from marts.job_campaigns where campaign_id = :c"), {"c": made}).mappings().one()
        )
    assert send(ada, f"/campaigns/{made}/edit", **(FILLED | {"location": ""})).status_code == 303
    with site.engine.connect() as conn:
        after = dict(
            conn.execute(text("select * from marts.job_campaigns where campaign_id = :c"), {"c": made}).mappings().one()
        )
    assert {name for name in before if before[name] != after[name]} == {"location", "updated_at"}
    assert after["location"] is None


def test_pausing_twice_is_pausing_once(site: Site, ada: FlaskClient) -> None:
    made = make_campaign(site.engine, site.cast.ada)
    for wanted, word in (("no", "Paused"), ("no", "Paused"), ("yes", "Active")):
        answer = send(ada, f"/campaigns/{made}/active", page="/campaigns/new", active=wanted, next=f"/campaigns/{made}")
        assert answer.location == f"/campaigns/{made}"
        assert f"· {word}" in ada.get(f"/campaigns/{made}").text
    assert send(ada, f"/campaigns/{made}/active", page="/campaigns/new", active="perhaps").status_code == 422
    token = csrf_of(ada.get("/campaigns/"))
    row = ada.post(
        f"/campaigns/{made}/active", data={"csrf_token": token, "active": "no"}, headers={"HX-Request": "true"}
    )
    assert row.text.lstrip().startswith(f'<tr id="campaign-{made}">')
    assert "Resume" in row.text


def test_lists_say_what_to_do_when_they_are_empty(site: Site) -> None:
    ben = site.signed_in("ben")
    assert "Make your first campaign" in ben.get("/campaigns/").text
    made = make_campaign(site.engine, site.cast.ben)
    page = ben.get(f"/campaigns/{made}").text
    assert "No ranked jobs yet" in page
    assert "Not run yet" in ben.get(f"/campaigns/{made}/runs").text
    record_run(site.engine, made, "manual__nothing", "empty", fetched=0, inserted=0, changed=0, quarantined=0)
    assert "The runs so far found nothing." in ben.get(f"/campaigns/{made}").text
    record_run(site.engine, made, "manual__malformed", fetched=30, inserted=0, changed=0, quarantined=30)
    page = ben.get(f"/campaigns/{made}").text
    assert "nothing in the answer could be read as a posting: 30 set aside" in page
    assert "found nothing" not in page
    with site.engine.begin() as conn:
        conn.execute(text("delete from marts.job_campaigns where campaign_id = :c"), {"c": made})


def test_the_run_history_says_what_happened(site: Site, ada: FlaskClient) -> None:
    made = make_campaign(site.engine, site.cast.ada)
    for number in range(24):
        record_run(site.engine, made, f"scheduled__{number}")
    record_run(site.engine, made, "manual__last", "partial", message="Page 2 of <b>3</b> was not answered.")
    page = ada.get(f"/campaigns/{made}").text
    assert "Page 2 of &lt;b&gt;3&lt;/b&gt; was not answered." in page
    assert "Needs a look" in page
    assert "All 25 runs" in page
    assert ada.get(f"/campaigns/{made}/runs").text.count("<tr>") == 21
    assert ada.get(f"/campaigns/{made}/runs?page=2").text.count("<tr>") == 6
    assert ada.get(f"/campaigns/{made}/runs?page=3").status_code == 404


def test_texts_from_boards_stay_texts(site: Site, ada: FlaskClient) -> None:
    """S10, as far as a page without a browser shows it."""
    page = ada.get(f"/campaigns/{site.campaign_id}").text
    assert "javascript:" not in page
    assert "data:text/html" not in page
    assert "<img src=x" not in page
    assert TITLES[5] not in page
    assert "&lt;script&gt;" in page
    assert 'href="https://jobs.example.org/1" target="_blank" rel="noopener noreferrer nofollow"' in page


def test_jobs_come_in_pages_that_htmx_can_take_alone(site: Site, ada: FlaskClient) -> None:
    second = ada.get(f"/campaigns/{site.campaign_id}?page=2")
    assert "26–50 of 60" in second.text
    part = ada.get(f"/campaigns/{site.campaign_id}?page=2", headers={"HX-Request": "true", "HX-Target": "section#jobs"})
    assert part.text.lstrip().startswith('<section class="card" id="jobs"')
    assert "<html" not in part.text
    assert len(second.data) < 150_000
