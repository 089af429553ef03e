"""Everything about a person in one archive, and an account deleted until nothing is left."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator

import pytest
from site_cast import PASSWORD, Site, log_in, make_campaign, open_site, send
from sqlalchemy import text

from services.shared.settings import Settings


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[Site]:
    with open_site(settings, "personal_data") as made:
        yield made


# One row of each kind that hangs on a person by a number only.
PLANTED = """
insert into marts.user_job_status (user_id, job_posting_key) values (:u, gen_random_uuid());
insert into marts.login_attempts (account, address, succeeded) values ('user:' || :u, 'x', false);
insert into marts.dim_ranking (campaign_id, job_posting_key, jsearch_job_id, rank_score, rank_explain, dwh_run_id)
values (:c, gen_random_uuid(), 'job', 50, '{}', 'run');
insert into marts.gated_jobs (campaign_id, job_posting_key, jsearch_job_id, gate, why, dwh_run_id)
values (:c, gen_random_uuid(), 'job', 'word', 'why', 'run');
insert into marts.etl_run_metrics (dwh_run_id, task_id, campaign_id) values ('run', 't', :c);
insert into raw.jsearch_search_results
(campaign_id, jsearch_job_id, found_date, position, search_key, request, dwh_run_id)
values (:c, 'job', current_date, 1, 'key', '{}', 'run');
insert into raw.jsearch_job_postings (jsearch_job_id, payload_hash, payload, campaign_id, dwh_run_id)
values ('job', 'hash', '{}', :c, 'run');
insert into marts.notifications (campaign_id, digest_date, recipient, message_id, dwh_run_id)
values (:c, current_date, 'x@example.org', 'm', 'run')
"""


def test_it_works(site: Site) -> None:
    """O7: everything can be taken along, and nothing of it stays behind."""
    cy, user_id = site.signed_in("cy"), site.cast.cy
    campaign_id = make_campaign(site.engine, user_id, email="cy@example.org")
    with site.engine.begin() as conn:
        for statement in PLANTED.split(";"):
            conn.execute(text(statement), {"u": user_id, "c": campaign_id})
    uploads = site.settings.jobs_home / "uploads" / "resumes"
    for owner in (user_id, user_id + 10_000):
        (uploads / str(owner)).mkdir(parents=True)
        (uploads / str(owner) / "résumé.pdf").write_bytes(b"a resume")

    archive = zipfile.ZipFile(io.BytesIO(send(cy, "/account/data/export", page="/account/data").data))
    names = set(archive.namelist())
    assert {f"data/marts.{name}.json" for name in ("users", "job_campaigns", "user_job_status", "dim_ranking")} <= names
    assert f"files/resumes/{user_id}/résumé.pdf" in names
    assert not any(str(user_id + 10_000) in name for name in names)
    (person,) = json.loads(archive.read("data/marts.users.json"))
    assert person["email"] == "cy@example.org"
    assert "argon2" not in "".join(archive.read(name).decode() for name in names if name.endswith(".json"))
    assert len(json.loads(archive.read("data/marts.dim_ranking.json"))) == 1

    assert send(cy, "/account/data/delete", page="/account/data", current_password="wrong").status_code == 422
    assert cy.get("/account/").status_code == 200
    gone = send(cy, "/account/data/delete", page="/account/data", current_password=PASSWORD)
    assert gone.location == "/log-in"
    assert cy.get("/account/").status_code == 302
    assert left_of(site, user_id, campaign_id) == []
    assert not (uploads / str(user_id)).exists()
    assert (uploads / str(user_id + 10_000)).exists()
    assert log_in(site.stranger(), "cy@example.org").status_code == 422


def test_a_campaign_in_the_trash_is_part_of_it(site: Site) -> None:
    """O7: what was found for a campaign outlives its deletion, because it can be brought back."""
    ben, user_id = site.signed_in("ben"), site.cast.ben
    campaign_id = make_campaign(site.engine, user_id, email="ben@example.org")
    with site.engine.begin() as conn:
        for statement in PLANTED.replace("'job'", "'another'").split(";"):
            conn.execute(text(statement), {"u": user_id, "c": campaign_id})
    send(ben, f"/campaigns/{campaign_id}/delete", page="/campaigns/")
    archive = zipfile.ZipFile(io.BytesIO(send(ben, "/account/data/export", page="/account/data").data))
    for name in ("marts.dim_ranking", "raw.jsearch_search_results", "marts.etl_run_metrics"):
        assert len(json.loads(archive.read(f"data/{name}.json"))) == 1, name
    assert send(ben, "/account/data/delete", page="/account/data", current_password=PASSWORD).location == "/log-in"
    assert left_of(site, user_id, campaign_id) == []


# Rows of these hang on a campaign without a foreign key: the deletion names each of them, or dbt makes them anew.
WITHOUT_A_KEY = {
    "marts.dim_ranking", "staging.ranking_state", "marts.gated_jobs", "marts.etl_run_metrics",
    "raw.jsearch_search_results", "raw.jsearch_job_postings", "raw.jsearch_quarantine", "marts.bridge_campaign_jobs",
}  # fmt: skip


def test_every_table_about_people_is_part_of_the_deletion(site: Site) -> None:
    """O7: a new table either hangs on its person by a key, or the deletion has to know it."""
    with site.engine.connect() as conn:
        loose = conn.execute(
            text("""
            select columns.table_schema || '.' || columns.table_name
            from information_schema.columns
            where columns.table_schema in ('raw', 'staging', 'marts')
              and columns.column_name in ('user_id', 'campaign_id')
              and not exists (
                  select from pg_catalog.pg_constraint
                  where contype = 'f' and confdeltype in ('c', 'n')
                    and conrelid = cast(columns.table_schema || '.' || columns.table_name as regclass)
              )
            """)
        )
        assert set(loose.scalars()) - {"marts.users"} <= WITHOUT_A_KEY


def left_of(site: Site, user_id: int, campaign_id: int) -> list[str]:
    """Tables that still have a row about this person."""
    with site.engine.connect() as conn:
        columns = conn.execute(
            text("""
            select table_schema || '.' || table_name as name, column_name from information_schema.columns
            where table_schema in ('raw', 'staging', 'marts') and column_name in ('user_id', 'campaign_id')
            """)
        ).all()
        assert len(columns) > 15
        left = [
            name for name, column in columns
            if conn.execute(
                text(f"select count(*) from {name} where {column} = :id"),
                {"id": user_id if column == "user_id" else campaign_id},
            ).scalar()
        ]  # fmt: skip
        named = conn.execute(
            text("select count(*) from marts.login_attempts where account = :a"), {"a": f"user:{user_id}"}
        ).scalar()
    return left + (["login_attempts"] if named else [])
