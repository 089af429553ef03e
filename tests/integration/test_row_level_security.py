"""What the role of a person's page sees, changes and writes, table by table, in the database itself."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from rows_of_people import WHO, Guarded, count, guarded_tables, site_with_rows
from site_cast import Site, scratch_database
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from services.local_stack.postgres import POSTGRES_BIN_PATH
from services.shared import database
from services.shared.migrations import MIGRATIONS_DIR
from services.shared.settings import Settings


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[Site]:
    with site_with_rows(settings, "row_security") as made:
        yield made


@pytest.fixture(scope="module")
def guarded(site: Site) -> list[Guarded]:
    return guarded_tables(site)


@contextmanager
def page_of(site: Site, user_id: int) -> Iterator[Connection]:
    """A transaction as the person's page has it, rolled back at the end."""
    with database.for_person(site.engine, user_id=user_id).connect() as conn:
        yield conn
        conn.rollback()


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


def test_repeating_the_migration_grants_what_dbt_had_built_before(site: Site, guarded: list[Guarded]) -> None:
    admin = database.connect(site.settings, "postgres")
    with admin.connect() as conn:
        conn.execute(text("revoke all on all tables in schema raw, staging, marts from site_visitor"))
        # The later ones grant what they make themselves.
        for path in sorted(MIGRATIONS_DIR.glob("*.sql")):
            if path.name >= "15" and "site_visitor" in (statements := path.read_text(encoding="utf-8")):
                conn.connection.cursor().execute(statements)
        conn.execute(text("set local role site_visitor"))
        for table in ("fact_jobs", "dim_companies", "bridge_campaign_jobs"):
            assert count(conn, f"marts.{table}") >= 0
        assert {count(conn, one.name) for one in guarded} == {0}
        conn.rollback()
    admin.dispose()


def test_a_dump_holds_every_row_and_brings_the_policies_along(site: Site, guarded: list[Guarded]) -> None:
    def address(settings: Settings) -> str:
        url = settings.database_url("postgres").set(drivername="postgresql")
        return url.render_as_string(hide_password=False)

    with scratch_database(site.settings, f"{site.settings.postgres_db}_restored") as restored:
        dump = subprocess.run(
            [POSTGRES_BIN_PATH / "pg_dump", "--format=custom", address(site.settings)], capture_output=True, check=True
        )
        subprocess.run(
            [POSTGRES_BIN_PATH / "pg_restore", "--clean", "--if-exists", "--dbname", address(restored)],
            input=dump.stdout, check=True,
        )  # fmt: skip
        there, here = database.connect(restored), database.connect(site.settings)
        with there.connect() as copy, here.connect() as original:
            for one in guarded:
                assert count(copy, one.name) == count(original, one.name) > 0, one.name
        with database.for_person(there, user_id=site.cast.ben).connect() as conn:
            assert set(conn.execute(text("select user_id from marts.job_notes")).scalars()) == {site.cast.ben}
        there.dispose()
        here.dispose()
