"""The pages of campaigns over HTTP: list, form, page, runs and jobs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from flask.testing import FlaskClient
from site_cast import FILLED, TITLES, Site, csrf_of, job_key, load_jobs, make_campaign, open_site, record_run, send
from sqlalchemy import text

from services.campaigns import campaigns, score_history
from services.ranker.weights import default_weights
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
    assert "“<bdi>staff nurse</bdi>” · " in page.text


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


def test_a_last_run_without_news_says_so(site: Site, ada: FlaskClient) -> None:
    made = make_campaign(site.engine, site.cast.ada, campaign_name="Quiet")

    def last_run(run_id: str) -> str:
        with site.engine.begin() as conn:
            conn.execute(
                text("update marts.job_campaigns set last_run_id = :r where campaign_id = :c"), {"r": run_id, "c": made}
            )
        row = ada.get("/campaigns/").text.split(f'id="campaign-{made}"')[1].partition("</tr>")[0]
        words = re.search(r'data-label="Last run">\s*<span class="outcome[^>]*><svg.*?</svg>([^<]+)</span>', row, re.S)
        assert words
        assert f"{words[1]}</span>" in ada.get(f"/campaigns/{made}").text
        return words[1]

    record_run(site.engine, made, "scheduled__news")
    assert last_run("scheduled__news") == "OK"
    record_run(site.engine, made, "scheduled__none", inserted=0, changed=0)
    assert last_run("scheduled__none") == "Nothing new"
    record_run(site.engine, made, "scheduled__bad", "failed", message="The key was refused.")
    assert last_run("scheduled__bad") == "Failed"


def test_the_run_history_says_what_happened(site: Site, ada: FlaskClient) -> None:
    made = make_campaign(site.engine, site.cast.ada)
    for number in range(24):
        record_run(site.engine, made, f"scheduled__{number}")
    record_run(site.engine, made, "manual__last", "partial", message="Page 2 of <b>3</b> was not answered.")
    page = ada.get(f"/campaigns/{made}/runs").text
    assert "Page 2 of &lt;b&gt;3&lt;/b&gt; was not answered." in page
    assert "Needs a look" in page
    assert "Fetched by the last 20 runs" in page
    assert page.count("<tr>") == 21
    assert ada.get(f"/campaigns/{made}/runs?page=2").text.count("<tr>") == 6
    assert ada.get(f"/campaigns/{made}/runs?page=3").status_code == 404
    assert "Partial" in ada.get(f"/campaigns/{made}").text


def test_health_tells_how_much_is_known(site: Site, ada: FlaskClient) -> None:
    page = ada.get(f"/campaigns/{site.campaign_id}/runs").text
    assert "What is known of the newest 60 jobs" in page
    # Of three postings one states no pay.
    assert re.search(r"<dt>Pay</dt><dd><svg.*?</svg><span>67%</span></dd>", page, re.S)
    assert "Nothing is ranked yet. Each run notes the average" in page


def test_scores_over_time_are_a_chart_and_a_table(site: Site, ada: FlaskClient) -> None:
    made = make_campaign(site.engine, site.cast.ada, campaign_name="With a history")
    load_jobs(site.settings, made, 20)
    with site.engine.begin() as conn:
        score_history.note(conn, day=date(2026, 11, 20), campaign_id=made)
    page = ada.get(f"/campaigns/{made}/runs").text
    assert "<strong>56.2</strong> of 100 on average" in page
    assert "One day so far." in page
    assert "20 jobs, 6 with 75 or more" in page
    with site.engine.begin() as conn:
        conn.execute(
            text("update marts.dim_ranking set rank_score = rank_score - 2 where campaign_id = :c"), {"c": made}
        )
        score_history.note(conn, day=date(2026, 11, 23), campaign_id=made)
    page = ada.get(f"/campaigns/{made}/runs").text
    assert "down 2 in a week" in page
    assert page.count('<th scope="row"><time datetime="2026-11-2') == 2
    # The day on which all were found says what they were like; the later one found nothing.
    assert "56.2 on average of 20 jobs; 20 new, 56.2 on average</title>" in page
    assert "54.2 on average of 20 jobs</title>" in page
    assert "Average fit 54" in ada.get(f"/campaigns/{made}").text
    assert '<td class="numeric" data-label="Average fit">54</td>' in ada.get("/campaigns/").text
    assert "With a history" not in site.signed_in("ben").get("/campaigns/").text
    send(ada, f"/campaigns/{made}/delete", page="/campaigns/")
    send(ada, f"/campaigns/{made}/restore", page="/campaigns/")
    assert "down 2 in a week" in ada.get(f"/campaigns/{made}/runs").text
    send(ada, f"/campaigns/{made}/delete", page="/campaigns/")


def test_what_came_since_the_last_visit_is_counted(site: Site, ada: FlaskClient) -> None:
    made = make_campaign(site.engine, site.cast.ada, campaign_name="Never looked at")
    load_jobs(site.settings, made, 3)
    assert '<span class="new-mark">3 new</span>' in ada.get(f"/campaigns/?seen={made}").text
    token = csrf_of(ada.get(f"/campaigns/{made}"))
    assert ada.post(f"/campaigns/{made}/visit", headers={"X-CSRFToken": token}).status_code == 204
    assert '<span class="new-mark">3 new</span>' not in ada.get("/campaigns/").text
    send(ada, f"/campaigns/{made}/delete", page="/campaigns/")


def test_a_campaign_from_one_line_is_looked_over_before_it_is_kept(ada: FlaskClient) -> None:
    page = ada.get("/campaigns/new?line=data+engineer+in+Toronto,+remote+ok,+100k%2B").text
    for value in ("Data engineer in Toronto", "data engineer", "Canada", "Toronto", "100,000", "ada@example.org"):
        assert f'value="{value}"' in page, value
    assert re.findall(r'<input[^>]*checked[^>]*value="([^"]+)"', page) == ["week", "remote"]
    assert "This is what we understood" in page


def test_gates_and_weights_are_kept_through_an_edit(site: Site, ada: FlaskClient) -> None:
    gates: dict[str, object] = {
        "blocked_employers": "Acme, Initech", "blocked_words": "unpaid", "pay_floor": "40k", "remote_only": "y",
        "excluded_seniority": ["intern"], "competes": "y",
    }  # fmt: skip
    weights = {f"weight_{name}": "0" for name in default_weights()} | {"weight_title": "3", "weight_salary": "1"}
    made = int(send(ada, "/campaigns/new", **FILLED, **gates, **weights).location.rpartition("/")[2])

    def kept() -> dict[str, object]:
        with site.engine.connect() as conn:
            found = campaigns.get(conn, user_id=site.cast.ada, campaign_id=made)
        return {name: getattr(found, name) for name in [*gates, "ranking_weights"]}

    before = kept()
    assert before["blocked_employers"] == ("Acme", "Initech")
    assert (before["pay_floor"], before["remote_only"], before["excluded_seniority"]) == (40_000, True, ("intern",))
    assert before["ranking_weights"] == dict.fromkeys(default_weights(), 0) | {"title": 75, "salary": 25}
    page = ada.get(f"/campaigns/{made}/edit").text
    sliders = {name: re.search(rf'name="{name}"[^>]*value="(\d+)"', page)[1] for name in weights}  # type: ignore[index]
    assert sliders["weight_title"] == "75"
    assert send(ada, f"/campaigns/{made}/edit", **FILLED, **gates, **sliders).status_code == 303
    assert kept() == before


def test_the_order_of_other_weights_is_shown_and_not_kept(site: Site, ada: FlaskClient) -> None:
    token = csrf_of(ada.get(f"/campaigns/{site.campaign_id}/edit"))
    data = {"csrf_token": token, "weight_title": "40", "weight_recency": "1"}
    address = f"/campaigns/{site.campaign_id}/what-if"
    part = ada.post(address, data=data, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div id="order"')
    assert part.count("<li>") == 10
    whole = ada.post(address, data=FILLED | data)
    assert whole.status_code == 200
    assert 'value="Nurse in Leeds"' in whole.text
    with site.engine.connect() as conn:
        found = campaigns.get(conn, user_id=site.cast.ada, campaign_id=site.campaign_id)
    assert found
    assert found.ranking_weights is None


def test_a_copy_is_paused_and_asks_for_the_same(site: Site, ada: FlaskClient) -> None:
    answer = send(ada, f"/campaigns/{site.campaign_id}/duplicate", page="/campaigns/")
    made = int(answer.location.split("/")[2])
    with site.engine.connect() as conn:
        copy = campaigns.get(conn, user_id=site.cast.ada, campaign_id=made)
        first = campaigns.get(conn, user_id=site.cast.ada, campaign_id=site.campaign_id)
    assert copy
    assert first
    assert (copy.is_active, copy.campaign_name) == (False, "Data engineer in Toronto (copy)")
    assert (copy.query, copy.skills, copy.min_salary) == (first.query, first.skills, first.min_salary)


def test_what_was_deleted_comes_back_as_it_was(site: Site, ada: FlaskClient) -> None:
    made = make_campaign(site.engine, site.cast.ada, campaign_name="Soon gone")
    load_jobs(site.settings, made, 3)
    sent = {"c": made, "k": str(job_key(made, 0))}
    whole = text("select to_jsonb(c) from marts.job_campaigns as c where campaign_id = :c")
    with site.engine.begin() as conn:
        conn.execute(_MAIL, sent)
        before = conn.execute(whole, sent).scalar_one()
    assert send(ada, f"/campaigns/{made}/delete", page="/campaigns/").status_code == 303
    assert ada.get(f"/campaigns/{made}").status_code == 404
    assert "“<bdi>Soon gone</bdi>” was deleted" in ada.get("/campaigns/").text
    assert send(site.signed_in("cy"), f"/campaigns/{made}/restore", page="/campaigns/new").status_code == 404
    assert send(ada, f"/campaigns/{made}/restore", page="/campaigns/").location == f"/campaigns/{made}"
    assert "3 jobs" in ada.get(f"/campaigns/{made}").text
    with site.engine.connect() as conn:
        assert conn.execute(whole, sent).scalar_one() == before
        # Nothing that was mailed is mailed again.
        mailed = text("select job_posting_key::text from marts.notification_jobs where campaign_id = :c")
        assert conn.execute(mailed, sent).scalars().all() == [sent["k"]]
    assert send(ada, f"/campaigns/{made}/restore", page="/campaigns/").status_code == 404


def test_texts_from_boards_stay_texts(site: Site, ada: FlaskClient) -> None:
    """S10, as far as a page without a browser shows it."""
    page = ada.get(f"/campaigns/{site.campaign_id}").text
    assert "javascript:" not in page
    assert "data:text/html" not in page
    assert "<img src=x" not in page
    assert TITLES[5] not in page
    assert "&lt;script&gt;" in page
    for number in range(5):
        job = ada.get(f"/jobs/{job_key(site.campaign_id, number)}").text
        assert "javascript:" not in job
        assert "data:text/html" not in job
        link = 'href="https://jobs.example.org/[12]" target="_blank" rel="noopener noreferrer nofollow"'
        assert bool(re.search(link, job)) == (number in (0, 4))


_MAIL = text("""
    with mail as (
        insert into marts.notifications (campaign_id, digest_date, recipient, message_id, dwh_run_id)
        values (:c, current_date, 'ada@example.org', 'm', 'run') returning notification_id
    )
    insert into marts.notification_jobs (notification_id, campaign_id, job_posting_key, position)
    select notification_id, :c, cast(:k as uuid), 1 from mail
""")
