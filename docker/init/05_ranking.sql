-- Scores, written by services.ranker only.

create table if not exists marts.dim_ranking (
    campaign_id bigint not null,
    job_posting_key uuid not null,
    jsearch_job_id text not null,
    rank_score numeric(5, 2) not null check (rank_score between 0 and 100),
    rank_explain jsonb not null,
    ranked_at timestamptz not null default now(),
    ranked_date date not null default current_date,
    dwh_load_timestamp timestamptz not null default clock_timestamp(),
    dwh_run_id text not null,
    primary key (campaign_id, job_posting_key)
);
create index if not exists dim_ranking_best on marts.dim_ranking (campaign_id, rank_score desc, job_posting_key);
create index if not exists dim_ranking_of_posting on marts.dim_ranking (job_posting_key);

-- One ranking that was deleted because its posting or its campaign is gone: the row as it was, and why.
create table if not exists marts.dim_ranking_cleanup_audit (
    dim_ranking_cleanup_audit_id bigint generated always as identity primary key,
    reason text not null,
    deleted_at timestamptz not null default now(),
    deleted_row jsonb not null
);

grant select, insert, update, delete on marts.dim_ranking, marts.dim_ranking_cleanup_audit to app_user;
grant usage on all sequences in schema marts to app_user;
grant select on marts.dim_ranking, marts.dim_ranking_cleanup_audit to dbt_runner, tableau_reader;
