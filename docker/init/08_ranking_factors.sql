-- What a person never wants, exchange rates, and what the ranker keeps beside the scores.

alter table marts.job_campaigns
add column if not exists excluded_seniority text[] not null default '{}',
add column if not exists pay_floor integer,
add column if not exists blocked_employers text[] not null default '{}',
add column if not exists blocked_words text[] not null default '{}',
add column if not exists remote_only boolean not null default false,
add column if not exists competes boolean not null default false;

comment on column marts.job_campaigns.excluded_seniority is 'Gate: postings known to be of these levels are hidden.';
comment on column marts.job_campaigns.pay_floor is 'Gate: yearly pay in currency; postings known to pay less at most are hidden.';
comment on column marts.job_campaigns.blocked_employers is 'Gate: postings of these employers are hidden.';
comment on column marts.job_campaigns.blocked_words is 'Gate: postings with one of these in title or text are hidden.';
comment on column marts.job_campaigns.remote_only is 'Gate: postings known to be hybrid or on site are hidden.';
comment on column marts.job_campaigns.competes is 'Also rank what other campaigns found, where it fits the hard criteria.';

-- Used in a CHECK: weights by factor are numbers from 0 to 100 that sum to 100. Which factors there are is the ranker's affair.
create or replace function marts.is_ranking_weights(weights jsonb) returns boolean
language sql immutable strict parallel safe
return jsonb_typeof(weights) = 'object'
and (
    select
        coalesce(bool_and(case when jsonb_typeof(value) = 'number' then (value #>> '{}')::numeric between 0 and 100 else false end), false)
        and coalesce(sum(case when jsonb_typeof(value) = 'number' then (value #>> '{}')::numeric end), 0) = 100
    from jsonb_each(case when jsonb_typeof(weights) = 'object' then weights else '{}' end)
);

do $$
begin
    if not exists (select from pg_constraint where conname = 'job_campaigns_gates') then
        alter table marts.job_campaigns
        add constraint job_campaigns_gates check (
            excluded_seniority <@ array[
                'intern', 'junior', 'mid', 'senior', 'lead', 'principal', 'manager', 'director', 'executive'
            ]
            and (pay_floor is null or (pay_floor >= 0 and currency is not null))
        ),
        -- Weights that were kept before this rule stay, and the ranker says that it cannot use them.
        add constraint job_campaigns_weights check (
            ranking_weights is null or marts.is_ranking_weights(ranking_weights)
        ) not valid;
    end if;
end
$$;

-- Postings that a campaign found and a gate hides: never in dim_ranking, so no reader has to leave them out.
create table if not exists marts.gated_jobs (
    campaign_id bigint not null,
    job_posting_key uuid not null,
    jsearch_job_id text not null,
    gate text not null check (gate in ('seniority', 'pay_floor', 'employer', 'word', 'remote_only')),
    why text not null,
    gated_at timestamptz not null default now(),
    dwh_run_id text not null,
    primary key (campaign_id, job_posting_key)
);
comment on column marts.gated_jobs.why is 'The rule and the fact that met it, as a sentence for the person.';

-- Units of a currency for one euro, as the European Central Bank publishes them on working days.
create table if not exists marts.exchange_rates (
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    rate_date date not null,
    per_euro numeric not null check (per_euro > 0),
    dwh_load_timestamp timestamptz not null default now(),
    primary key (currency, rate_date)
);

-- What the factors compare, computed once per posting however many campaigns found it. A word, skill or place is its
-- 64-bit hash, and a list of them the hashes one after the other, so that the ranker reads whole columns as arrays.
create table if not exists staging.ranking_features (
    job_posting_key uuid primary key,
    jsearch_job_id text not null,
    title_keys bytea not null,
    skill_keys bytea not null,
    city_keys bytea not null,
    place_keys bytea not null,
    state_key bigint not null,
    country smallint not null,
    latitude real,
    longitude real,
    has_place boolean not null,
    is_anywhere boolean not null,
    remote_type smallint not null,
    seniority smallint not null,
    employment smallint not null,
    company_size smallint not null,
    pay_low integer,
    pay_high integer,
    pay_currency smallint not null,
    pay_date date not null,
    posted_date date,
    employer_key bigint not null,
    fact_version timestamptz not null,
    company_version timestamptz,
    changed_in bigint not null
);
create index if not exists ranking_features_changed on staging.ranking_features (changed_in);
create index if not exists ranking_features_posted on staging.ranking_features (posted_date);

-- One refresh of the features: everything that dbt had written until then is in them.
create table if not exists staging.ranking_generations (
    generation bigint generated always as identity primary key,
    facts_until timestamptz not null,
    companies_until timestamptz not null,
    refreshed_at timestamptz not null default clock_timestamp()
);

-- What each campaign was ranked with. When nothing of it is different, only changed postings are scored again.
create table if not exists staging.ranking_state (
    campaign_id bigint primary key,
    terms_version text not null,
    weights jsonb not null,
    latitude double precision,
    longitude double precision,
    generation bigint not null,
    found_until timestamptz not null,
    found_pairs bigint not null,
    ranked_on date not null
);

-- Sorted inserts into three indexes cost more than scoring. Ties are sorted when read, equal scores share an entry, and
-- whoever asks for a posting names the campaigns.
drop index if exists marts.dim_ranking_best;
drop index if exists marts.dim_ranking_of_posting;
create index if not exists dim_ranking_by_score on marts.dim_ranking (campaign_id, rank_score desc);

grant select, insert, update, delete
on marts.gated_jobs, marts.exchange_rates, staging.ranking_features, staging.ranking_generations, staging.ranking_state
to app_user;
grant usage on all sequences in schema staging to app_user;
grant select on marts.gated_jobs, marts.exchange_rates to dbt_runner, tableau_reader;
