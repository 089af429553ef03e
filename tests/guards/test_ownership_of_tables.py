"""dbt drops what it rebuilds, and whatever hangs on it, without a word: nothing of ours may hang on it."""

from __future__ import annotations

from sqlalchemy import Connection, text


def test_it_works(conn: Connection) -> None:
    owned = conn.execute(
        text("""
        select relnamespace::regnamespace || '.' || relname from pg_class
        where relkind in ('r', 'v', 'm') and pg_get_userbyid(relowner) = 'dbt_runner'
        """)
    )
    assert set(owned.scalars()) >= {
        "staging.jsearch_job_postings",
        "staging.glassdoor_companies",
        "marts.dim_companies",
        "marts.fact_jobs",
        "marts.bridge_campaign_jobs",
    }


def test_no_application_table_refers_to_a_dbt_table(conn: Connection) -> None:
    references = conn.execute(
        text("""
        select from_table.relname || '.' || conname
        from pg_constraint
        inner join pg_class as from_table on conrelid = from_table.oid
        inner join pg_class as to_table on confrelid = to_table.oid
        where contype = 'f' and pg_get_userbyid(to_table.relowner) = 'dbt_runner'
        """)
    )
    assert references.scalars().all() == []


def test_no_application_view_reads_a_dbt_table(conn: Connection) -> None:
    readers = conn.execute(
        text("""
        select distinct reader.relname
        from pg_rewrite
        inner join pg_class as reader on ev_class = reader.oid
        inner join pg_depend on pg_depend.classid = 'pg_rewrite'::regclass and pg_depend.objid = pg_rewrite.oid
        inner join pg_class as source on refobjid = source.oid and refclassid = 'pg_class'::regclass
        where
            pg_get_userbyid(source.relowner) = 'dbt_runner'
            and pg_get_userbyid(reader.relowner) <> 'dbt_runner'
        """)
    )
    assert readers.scalars().all() == []


def test_the_services_own_nothing(conn: Connection) -> None:
    owned = conn.execute(
        text("select relname from pg_class where pg_get_userbyid(relowner) in ('app_user', 'tableau_reader')")
    )
    assert owned.scalars().all() == []


def test_the_services_cannot_write_what_dbt_builds(conn: Connection) -> None:
    writable = conn.execute(
        text("""
        select relname from pg_class
        where
            relkind = 'r' and pg_get_userbyid(relowner) = 'dbt_runner'
            and has_table_privilege('app_user', oid, 'insert, update, delete, truncate')
        """)
    )
    assert writable.scalars().all() == []


def test_dashboards_cannot_read_people(conn: Connection) -> None:
    readable = conn.execute(
        text("""
        select relname from pg_class
        where
            relnamespace in ('marts'::regnamespace, 'raw'::regnamespace, 'staging'::regnamespace)
            and relkind in ('r', 'v', 'm') and has_table_privilege('tableau_reader', oid, 'select')
            and relname in ('users', 'user_sessions', 'login_attempts', 'job_campaigns', 'user_job_status',
                            'job_status_history', 'notifications', 'notification_jobs')
        """)
    )
    assert readable.scalars().all() == []


def test_every_moment_has_a_time_zone(conn: Connection) -> None:
    naive = conn.execute(
        text("""
        select table_schema || '.' || table_name || '.' || column_name from information_schema.columns
        where table_schema in ('raw', 'staging', 'marts') and data_type = 'timestamp without time zone'
        """)
    )
    assert naive.scalars().all() == []
