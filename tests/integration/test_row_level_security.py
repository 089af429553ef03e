"""A person's page sees and changes the rows of one person, whatever its queries forget to name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from flask import Flask, jsonify
from flask.testing import FlaskClient
from site_cast import Site, log_in, make_campaign, open_site
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from campaign_ui.app import create_app
from campaign_ui.connection import connection
from services.shared import database
from services.shared.settings import Settings

# One row of each kind, for the person :u and their campaign :c; accounts and campaigns are there already.
PLANTED = """
insert into marts.user_sessions (session_token_hash, user_id, expires_at) values ('token of ' || :u, :u, 'infinity');
insert into marts.account_tokens (token_hash, purpose, email, user_id, expires_at)
values ('link of ' || :u, 'change_email', 'x@example.org', :u, 'infinity');
insert into marts.account_mails (purpose, email, user_id) values ('password_changed', 'x@example.org', :u);
insert into marts.deleted_campaigns (campaign_id, user_id, campaign_name, content) values (:c + 1000, :u, 'gone', '{}');
insert into marts.user_job_status (user_id, job_posting_key) values (:u, gen_random_uuid());
insert into marts.job_status_history (user_id, job_posting_key, to_status) values (:u, gen_random_uuid(), 'applied');
insert into marts.job_notes (user_id, job_posting_key, note) values (:u, gen_random_uuid(), 'a note');
insert into marts.user_favorite_jobs (user_id, job_posting_key) values (:u, gen_random_uuid());
insert into marts.api_usage (provider, operation, user_id, campaign_id, dwh_run_id) values ('p', 'o', :u, :c, 'run');
insert into marts.campaign_visits (campaign_id) values (:c);
insert into marts.campaign_run_requests (campaign_id, requested_at, dwh_run_id) values (:c, now(), 'run');
insert into marts.campaign_daily_scores (campaign_id, score_date, jobs, average_score, strong_jobs, new_jobs)
values (:c, current_date, 1, 50, 0, 0);
insert into marts.notifications (campaign_id, digest_date, recipient, message_id, dwh_run_id)
values (:c, current_date, 'x@example.org', 'm', 'run');
insert into marts.notification_jobs (notification_id, campaign_id, job_posting_key, position)
select max(notification_id), :c, gen_random_uuid(), 1 from marts.notifications where campaign_id = :c;
insert into marts.etl_run_metrics (dwh_run_id, task_id, campaign_id) values ('run', 't', :c);
insert into marts.gated_jobs (campaign_id, job_posting_key, jsearch_job_id, gate, why, dwh_run_id)
values (:c, gen_random_uuid(), 'job', 'word', 'why', 'run');
insert into marts.listed_jobs (campaign_id, job_posting_key, sort_date, sort_pay, sort_company, search_text,
remote_work_type, seniority_level, skills, inputs_loaded_at, pay_currency)
values (:c, gen_random_uuid(), current_date, -1, '~', 'nurse', 'unknown', 'unknown', '{}', now(), 'EUR');
insert into staging.ranking_state (campaign_id, terms_version, weights, generation, found_until, found_pairs, ranked_on)
values (:c, 'v', '{}', 1, now(), 1, current_date)
"""
# About postings and the number of a campaign; decision 0023 says why no policy stands before them.
UNGUARDED = {
    "marts.dim_ranking", "marts.bridge_campaign_jobs", "raw.jsearch_job_postings", "raw.jsearch_search_results",
    "raw.jsearch_quarantine",
}  # fmt: skip
READ_FREELY = {"marts.listed_jobs"}
WHO = text("select current_user, nullif(current_setting('app.user_id', true), ''), pg_backend_pid()")


@dataclass(frozen=True, slots=True)
class Guarded:
    """A table with rows of people, and by which column."""

    name: str
    column: str
    written: tuple[str, ...]

    def rows_of(self, user_id: int) -> str:
        """What is true of the rows that are this person's."""
        if self.column == "user_id":
            return f"user_id = {user_id}"
        return f"campaign_id in (select campaign_id from owners where user_id = {user_id})"


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[Site]:
    """Ada and Ben have a row of every kind, and the visitor's role has every right: only policies are left."""
    with open_site(settings, "row_security") as made:
        with made.engine.begin() as conn:
            for user_id in (made.cast.ada, made.cast.ben, made.cast.dee):
                campaign_id = make_campaign(made.engine, user_id)
                for statement in PLANTED.split(";"):
                    conn.execute(text(statement), {"u": user_id, "c": campaign_id})
        admin = database.connect(made.settings, "postgres")
        with admin.begin() as conn:
            conn.execute(text("create table owners as select campaign_id, user_id from marts.job_campaigns"))
            conn.execute(text("insert into owners select campaign_id, user_id from marts.deleted_campaigns"))
            conn.execute(text("grant select on owners to public"))
            for schema in ("raw", "staging", "marts"):
                conn.execute(text(f"grant all on all tables in schema {schema} to site_visitor"))
        admin.dispose()
        yield made


@pytest.fixture(scope="module")
def guarded(site: Site) -> list[Guarded]:
    """Asked of the database itself, so that a new table cannot be forgotten."""
    with site.engine.connect() as conn:
        found = conn.execute(
            text("""
            select
                columns.table_schema || '.' || columns.table_name as name,
                max(columns.column_name) filter (where columns.column_name in ('user_id', 'campaign_id')) as owner,
                array_agg(columns.column_name::text) filter (where columns.is_generated = 'NEVER') as written
            from information_schema.columns
            inner join information_schema.tables using (table_schema, table_name)
            where columns.table_schema in ('raw', 'staging', 'marts') and tables.table_type = 'BASE TABLE'
            group by columns.table_schema, columns.table_name
            """)
        ).all()
    # In the alphabet user_id comes after campaign_id: where a row has both, the person counts.
    return [
        Guarded(one.name, one.owner, tuple(one.written)) for one in found if one.owner and one.name not in UNGUARDED
    ]


@contextmanager
def page_of(site: Site, user_id: int) -> Iterator[Connection]:
    """A transaction as the person's page has it, rolled back at the end."""
    with database.for_person(site.engine, user_id=user_id).connect() as conn:
        yield conn
        conn.rollback()


def count(conn: Connection, table: str, condition: str = "true") -> int:
    """How many rows there are for whoever asks."""
    return int(conn.execute(text(f"select count(*) from {table} where {condition}")).scalar_one())


def counts_of(site: Site, guarded: list[Guarded], user_id: int) -> dict[str, int]:
    """What a person really has, as the services' role sees it."""
    with site.engine.connect() as conn:
        return {one.name: count(conn, one.name, one.rows_of(user_id)) for one in guarded}


def test_it_works(site: Site, guarded: list[Guarded]) -> None:
    """Without any condition Ada's page reads what is Ada's: all of it, and nothing else."""
    assert len(guarded) > 15
    hers, bens = (counts_of(site, guarded, user_id) for user_id in (site.cast.ada, site.cast.ben))
    assert min(hers.values()) >= 1, "plant a row of the new table"
    assert min(bens.values()) >= 1
    with page_of(site, site.cast.ada) as conn:
        assert conn.execute(WHO).one()[:2] == ("site_visitor", str(site.cast.ada))
        for one in guarded:
            if one.name not in READ_FREELY:
                assert count(conn, one.name) == hers[one.name], one.name
                assert count(conn, one.name, one.rows_of(site.cast.ben)) == 0, one.name


def test_every_table_with_a_person_has_a_policy(site: Site, guarded: list[Guarded]) -> None:
    with site.engine.connect() as conn:
        policies = conn.execute(
            text("""
            select schemaname || '.' || tablename from pg_policies
            inner join pg_class on oid = cast(schemaname || '.' || tablename as regclass) and relrowsecurity
            where policyname = 'own_rows' and roles = '{site_visitor}' and cmd = 'ALL'
            """)
        )
        assert set(policies.scalars()) == {one.name for one in guarded}
        # Whoever owns the tables backs them up and restores them, and would see nothing if the policies were forced.
        assert count(conn, "pg_class", "relforcerowsecurity") == 0


def test_without_a_person_there_is_nothing(site: Site, guarded: list[Guarded]) -> None:
    with site.engine.connect() as conn:
        conn.execute(text("set local role site_visitor"))
        for one in guarded:
            if one.name not in READ_FREELY:
                assert count(conn, one.name) == 0, one.name


def test_nothing_of_another_person_is_changed_or_deleted(site: Site, guarded: list[Guarded]) -> None:
    """Neither with their number nor without any condition."""
    before = counts_of(site, guarded, site.cast.ben)
    for one in guarded:
        plain = next(name for name in one.written if name not in ("user_id", "campaign_id") and "_id" not in name)
        for statement in (f"update {one.name} set {plain} = {plain}", f"delete from {one.name}"):
            with page_of(site, site.cast.ada) as conn:
                assert conn.execute(text(f"{statement} where {one.rows_of(site.cast.ben)}")).rowcount == 0, statement
                changed = conn.execute(text(statement)).rowcount
                assert changed == counts_of(site, [one], site.cast.ada)[one.name], statement
                conn.execute(text("reset role"))
                assert count(conn, one.name, one.rows_of(site.cast.ben)) == before[one.name], statement


def test_nothing_is_written_in_another_persons_name(site: Site, guarded: list[Guarded]) -> None:
    for one in guarded:
        columns = ", ".join(one.written)
        with site.engine.connect() as conn:
            row = conn.execute(
                text(f"select to_jsonb(one)::text from {one.name} as one where {one.rows_of(site.cast.ben)} limit 1")
            ).scalar_one()
        copied = f"""
            insert into {one.name} ({columns}) overriding system value
            select {columns} from jsonb_populate_record(null::{one.name}, cast(:row as jsonb))
            """
        with page_of(site, site.cast.ada) as conn, pytest.raises(ProgrammingError, match="row-level security"):
            conn.execute(text(copied), {"row": row})
        given = f"update {one.name} set {one.column} = (select min({one.column}) from owners where user_id = :ben)"
        # The number of an account is nobody's to change.
        refused = r"can only be updated to DEFAULT" if one.name == "marts.users" else r"row-level security"
        with page_of(site, site.cast.ada) as conn, pytest.raises(DBAPIError, match=refused):
            conn.execute(text(given), {"ben": site.cast.ben})


FORBIDDEN = [
    "select * from marts.login_attempts",
    "select * from marts.dim_ranking_cleanup_audit",
    "update marts.users set role = 'admin'",
    "update marts.users set suspended_at = null",
    "delete from marts.users",
    "insert into marts.users (username, email) values ('x', 'x@example.org')",
    "delete from marts.dim_ranking",
    "update marts.fact_jobs set job_title = ''",
    "delete from marts.bridge_campaign_jobs",
    "insert into raw.jsearch_quarantine default values",
    "update marts.etl_run_metrics set message = ''",
    "update marts.api_throttle set calls_today = 0",
    "delete from marts.api_usage",
    "truncate marts.job_notes",
    "create table marts.mine (id int)",
    "create table public.mine (id int)",
    "alter table marts.users disable row level security",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_s22_the_role_of_a_page_cannot_do_what_no_page_does(engine: Engine, statement: str) -> None:
    with database.for_person(engine, user_id=1).connect() as conn:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            conn.execute(text(statement))
        conn.rollback()


def test_s22_the_role_of_a_page_owns_nothing_and_cannot_log_in(engine: Engine) -> None:
    with engine.connect() as conn:
        role = conn.execute(
            text("""
            select rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
                exists (select from pg_class where relowner = pg_roles.oid) as owns,
                exists (select from pg_auth_members where member = pg_roles.oid) as is_member
            from pg_roles where rolname = 'site_visitor'
            """)
        ).one()
        assert not any(role)


# What pages might do wrong, each as an address of the real site.
def ask(table: str) -> list[int]:
    """A question that names nobody."""
    return list(connection().execute(text(f"select user_id from marts.{table}")).scalars())


def ask_after_a_commit(table: str) -> list[int]:
    connection().commit()
    return ask(table)


def ask_after_an_error(table: str) -> list[int]:
    with pytest.raises(DBAPIError):
        connection().execute(text("select 1 / 0"))
    connection().rollback()
    return ask(table)


def ask_and_fail(table: str) -> list[int]:
    ask(table)
    raise RuntimeError(f"something else went wrong about {table}")


def ask_and_break_the_transaction(table: str) -> list[int]:
    ask(table)
    return list(connection().execute(text("select 1 / 0")).scalars())


MISTAKES = (ask, ask_after_a_commit, ask_after_an_error, ask_and_fail, ask_and_break_the_transaction)


@pytest.fixture(scope="module")
def careless(site: Site) -> Iterator[Flask]:
    """The site with pages whose queries forget the person."""
    app = create_app(site.settings)
    for mistake in MISTAKES:
        app.add_url_rule(f"/{mistake.__name__}/<table>", mistake.__name__, lambda table, do=mistake: jsonify(do(table)))
    yield app
    app.extensions["jobs.engine"].dispose()


def browser(careless: Flask, name: str) -> FlaskClient:
    """Somebody who has just logged in."""
    client = careless.test_client()
    assert log_in(client, name).status_code == 303
    return client


@pytest.mark.parametrize("name", ["ada", "ben", "cy", "dee"])
@pytest.mark.parametrize("mistake", MISTAKES[:3])
def test_a_page_that_forgets_the_person_shows_theirs_alone(
    site: Site, careless: Flask, guarded: list[Guarded], name: str, mistake: object
) -> None:
    """Also an administrator's, where the page is not one of the administrators' area."""
    client, user_id = browser(careless, name), getattr(site.cast, name)
    asked = [one.name.removeprefix("marts.") for one in guarded if one.column == "user_id"]
    assert len(asked) > 8
    for table in asked:
        answer = client.get(f"/{mistake.__name__}/{table}")  # type: ignore[attr-defined]
        assert answer.status_code == 200
        assert set(answer.json or ()) <= {user_id}, table
        assert answer.json or name == "cy", table


def test_a_connection_that_is_given_back_keeps_neither_role_nor_person(site: Site, careless: Flask) -> None:
    engine: Engine = careless.extensions["jobs.engine"]
    ada = browser(careless, "ada")
    for address in [f"/{mistake.__name__}/job_notes" for mistake in MISTAKES] + [
        "/", "/campaigns/", f"/campaigns/{site.campaign_id}/jobs.csv", "/account/", "/campaigns/1000000", "/nowhere",
    ]:  # fmt: skip
        with engine.connect() as conn:
            used = conn.execute(WHO).one()
        assert ada.get(address).status_code < 500 or "fail" in address or "break" in address
        with engine.connect() as conn:
            assert conn.execute(WHO).one() == ("app_user", None, used.pg_backend_pid), address
            assert count(conn, "marts.job_notes") == 3
    assert ada.get("/ask/job_notes").json == [site.cast.ada]
    assert browser(careless, "ben").get("/ask/job_notes").json == [site.cast.ben]


def test_the_administrators_pages_see_everybody(site: Site, careless: Flask) -> None:
    page = browser(careless, "dee").get("/pipeline/").text
    assert re.search(r"Account mails</th><td class=\"numeric\">3<", page)
    assert browser(careless, "ada").get("/pipeline/").status_code == 403


def test_the_services_see_everybody(site: Site, guarded: list[Guarded]) -> None:
    """As do dbt and dashboards, where they may read at all."""
    for role, tables in (
        ("app_user", [one.name for one in guarded]),
        ("dbt_runner", ["marts.job_campaigns", "marts.user_job_status", "marts.gated_jobs", "marts.etl_run_metrics"]),
        ("tableau_reader", ["marts.campaign_daily_scores", "marts.etl_run_metrics", "marts.gated_jobs"]),
    ):
        reader = database.connect(site.settings, role)  # type: ignore[arg-type]
        owner = database.connect(site.settings, "postgres")
        with reader.connect() as conn, owner.connect() as all_of_it:
            for table in tables:
                assert count(conn, table) == count(all_of_it, table) > 0, (role, table)
        reader.dispose()
        owner.dispose()
