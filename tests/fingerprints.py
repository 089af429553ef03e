"""What a run left in the database, as one hash a table: two runs are the same when these are."""

from __future__ import annotations

from sqlalchemy import Engine, text

# Moments, run names and generated numbers differ between two runs that did the same.
INCIDENTAL = (
    "dwh_%", "%_at", "%_key_seq", "jsearch_job_postings_key", "jsearch_quarantine_key", "glassdoor_companies_key",
    "attempts", "notification_id", "message_id", "etl_run_metrics_id", "last_run_id", "run_count",
    "first_seen_at", "times_seen", "fact_version", "company_version", "changed_in",
)  # fmt: skip
# Bookkeeping of attempts: a run that was killed and repeated has more of them, and should.
BOOKKEEPING = {
    "marts.etl_run_metrics",
    "marts.api_throttle",
    "marts.api_usage",
    "marts.login_attempts",
    "marts.user_sessions",
    "marts.dim_ranking_cleanup_audit",
    "staging.ranking_generations",
    "staging.ranking_state",
}

COLUMNS = text("""
    select
        table_schema || '.' || table_name as table_name,
        array_agg(column_name::text order by ordinal_position) as columns
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema in ('raw', 'staging', 'marts') and table_type = 'BASE TABLE'
      and not exists (select from unnest(cast(:incidental as text[])) as pattern where column_name like pattern)
    group by 1
""")


def fingerprints(engine: Engine) -> dict[str, tuple[int, str]]:
    """Rows and an ordered hash of every table's meaningful columns."""
    found = {}
    with engine.connect() as conn:
        for table, columns in conn.execute(COLUMNS, {"incidental": list(INCIDENTAL)}):
            if table in BOOKKEEPING:
                continue
            row = "row(" + ", ".join(f'"{column}"' for column in columns) + ")::text"
            ordered = f"""string_agg({row}, '|' order by {row} collate "C")"""
            statement = text(f"select count(*), md5(coalesce({ordered}, '')) from {table}")
            count, digest = conn.execute(statement).one()
            found[table] = (count, digest)
    return found


def differing(first: dict[str, tuple[int, str]], second: dict[str, tuple[int, str]]) -> dict[str, tuple[int, int]]:
    """Tables whose rows are not the same, with the number of rows of each side."""
    names = sorted(first.keys() | second.keys())
    none = (-1, "")
    return {
        name: (first.get(name, none)[0], second.get(name, none)[0])
        for name in names
        if first.get(name) != second.get(name)
    }
