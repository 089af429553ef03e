"""Every table with rows of people, and a row of Ada's, of Ben's and of Dee's in each of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from site_cast import Site, make_campaign, open_site
from sqlalchemy import Connection, text

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
insert into marts.job_dates (user_id, job_posting_key, kind, due_on)
values (:u, gen_random_uuid(), 'other', current_date);
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
insert into staging.ranking_state (campaign_id, terms_version, weights, generation, found_until, found_pairs, ranked_on)
values (:c, 'v', '{}', 1, now(), 1, current_date)
"""
# About postings and the number of a campaign; decision 0023 says why no policy stands before them.
UNGUARDED = {
    "marts.dim_ranking", "marts.listed_jobs", "marts.bridge_campaign_jobs", "raw.jsearch_job_postings",
    "raw.jsearch_search_results", "raw.jsearch_quarantine",
}  # fmt: skip
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


@contextmanager
def site_with_rows(settings: Settings, name: str) -> Iterator[Site]:
    """Three people have a row of every kind, and the visitor's role has every right: only policies are left."""
    with open_site(settings, name) as made:
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


def guarded_tables(site: Site) -> list[Guarded]:
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


def count(conn: Connection, table: str, condition: str = "true") -> int:
    """How many rows there are for whoever asks."""
    return int(conn.execute(text(f"select count(*) from {table} where {condition}")).scalar_one())
