-- name: one_ranker
-- Rankings and their clean-up wait for each other. The lock dies with its connection.
select pg_advisory_lock(hashtext('marts.dim_ranking'));

-- name: release_ranker
select pg_advisory_unlock(hashtext('marts.dim_ranking'));

-- name: tune_transaction
-- Compiling the expressions of short statements costs more than it saves, and sorting on disk costs most. A merge join would
-- take postings out of key order, and unordered inserts cost twice as much.
select
    set_config('jit', 'off', true), set_config('work_mem', '64MB', true), set_config('enable_mergejoin', 'off', true);

-- name: campaigns_to_rank
-- A null campaign means every active one; a campaign asked for by its number is ranked whether active or not.
select
    campaign_id, query, location, country, skills, min_salary, max_salary, currency, remote_preference, seniority,
    company_size_preference, employment_type_preference, excluded_seniority, pay_floor, blocked_employers, blocked_words,
    remote_only, competes, ranking_weights
from marts.job_campaigns
where case when cast(:campaign_id as bigint) is null then is_active else campaign_id = :campaign_id end
order by campaign_id;

-- name: known_states
select country, state_code, state_name from staging.state_names;

-- name: keys_of_texts
-- The numbers that stand for words in staging.ranking_features: title words by their English stem (none for a stop word),
-- other names as they are, employers without punctuation and legal form.
select
    given.kind,
    given.value,
    case given.kind
        when 'word' then hashtextextended((tsvector_to_array(to_tsvector('english', given.value)))[1], 0)
        when 'employer' then staging.employer_key(given.value)
        else hashtextextended(given.value, 0)
    end as key
from unnest(cast(:kinds as text []), cast(:values as text [])) as given (kind, value);

-- name: states_of_campaigns
select campaign_id, terms_version, latitude, longitude, generation, found_until, found_pairs, ranked_on
from staging.ranking_state
where campaign_id = any(:campaign_ids);

-- name: found_until
select coalesce(max(dwh_load_timestamp), '-infinity') from marts.bridge_campaign_jobs;

-- name: middle_of_places
-- Where a place is, by the postings in it that say: the medians of their coordinates.
select
    percentile_cont(0.5) within group (order by features.latitude) as latitude,
    percentile_cont(0.5) within group (order by features.longitude) as longitude
from staging.ranking_features as features
inner join marts.fact_jobs as jobs on features.job_posting_key = jobs.job_posting_key
where
    features.country = :country
    and features.latitude is not null and features.longitude is not null
    and substr(features.city_keys, 1, 8) = any(cast(:city_keys as bytea []));

-- name: count_skipped
-- Found since yesterday, and not (or no longer) in fact_jobs: such a pair is never ranked.
select
    found.campaign_id,
    count(distinct found.jsearch_job_id) as skipped
from raw.jsearch_search_results as found
where
    found.campaign_id = any(:campaign_ids)
    and found.found_date >= cast(:today as date) - 1
    and not exists (
        select from marts.fact_jobs as posting where posting.jsearch_job_id = found.jsearch_job_id
    )
group by found.campaign_id;

-- name: chunk_bounds
-- The last key of every so many postings.
select numbered.job_posting_key
from (
    select job_posting_key, row_number() over (order by job_posting_key) as number from staging.ranking_features
) as numbered
where numbered.number % :size = 0
order by numbered.job_posting_key;

-- name: changed_postings
-- Postings whose pair with one of these campaigns, which were ranked together, may score otherwise now: themselves changed,
-- found since, or over one of the days on which recency falls. The keys are one text, which is given on as it is.
select
    count(*) as number,
    cast(array_agg(changed.job_posting_key order by changed.job_posting_key) as text) as keys
from (
    select job_posting_key from staging.ranking_features where changed_in > :generation
    union
    select job_posting_key from staging.ranking_features where posted_date = any(cast(:posted as date []))
    union
    select job_posting_key from marts.bridge_campaign_jobs
    where campaign_id = any(:campaign_ids) and dwh_load_timestamp > :found_until
) as changed;

-- name: new_pairs
-- How many postings each campaign found for the first time since it was ranked.
select
    bridge.campaign_id,
    count(*) as pairs
from marts.bridge_campaign_jobs as bridge
left join marts.dim_ranking as ranking
    on bridge.campaign_id = ranking.campaign_id and bridge.job_posting_key = ranking.job_posting_key
left join marts.gated_jobs as gated
    on bridge.campaign_id = gated.campaign_id and bridge.job_posting_key = gated.job_posting_key
where
    bridge.campaign_id = any(:campaign_ids) and bridge.dwh_load_timestamp > :found_until
    and gated.campaign_id is null and (ranking.campaign_id is null or ranking.rank_explain ? 'competes')
group by bridge.campaign_id;

-- name: make_chunk_table
-- The chunk of postings that is ranked now, numbered from 1 in key order: scores are told by these numbers.
create temporary table ranking_chunk (number integer, job_posting_key uuid, jsearch_job_id text) on commit drop;

-- name: empty_chunk_table
truncate ranking_chunk;

-- name: take_chunk
-- Fill the table of the chunk, and give its features column by column, each as one string of big-endian numbers. What has left
-- fact_jobs is not ranked, whatever is still known of it.
with chunk as materialized (
    select
        features.*,
        row_number() over (order by features.job_posting_key)::integer as number
    from staging.ranking_features as features
    inner join marts.fact_jobs as jobs on features.job_posting_key = jobs.job_posting_key
    where
        features.job_posting_key > cast(:after as uuid) and features.job_posting_key <= cast(:until as uuid)
        and jobs.job_posting_key > cast(:after as uuid) and jobs.job_posting_key <= cast(:until as uuid)
        and (cast(:keys as uuid []) is null or features.job_posting_key = any(cast(:keys as uuid [])))
    order by features.job_posting_key
),

kept as (
    insert into ranking_chunk
    select
        number,
        job_posting_key,
        jsearch_job_id
    from chunk
)

select
    count(*) as count,
    string_agg(title_keys, '') as titles,
    string_agg(int2send((octet_length(title_keys) / 8)::smallint), '') as title_lengths,
    string_agg(skill_keys, '') as skills,
    string_agg(int2send((octet_length(skill_keys) / 8)::smallint), '') as skill_lengths,
    string_agg(city_keys, '') as cities,
    string_agg(int2send((octet_length(city_keys) / 8)::smallint), '') as city_lengths,
    string_agg(place_keys, '') as places,
    string_agg(int2send((octet_length(place_keys) / 8)::smallint), '') as place_lengths,
    string_agg(int8send(state_key), '') as state,
    string_agg(int2send(country), '') as country,
    string_agg(float4send(coalesce(latitude, 'NaN')), '') as latitude,
    string_agg(float4send(coalesce(longitude, 'NaN')), '') as longitude,
    string_agg(int2send(has_place::integer::smallint), '') as has_place,
    string_agg(int2send(is_anywhere::integer::smallint), '') as is_anywhere,
    string_agg(int2send(remote_type), '') as remote_type,
    string_agg(int2send(seniority), '') as seniority,
    string_agg(int2send(employment), '') as employment,
    string_agg(int2send(company_size), '') as company_size,
    string_agg(int4send(coalesce(pay_low, -1)), '') as pay_low,
    string_agg(int4send(coalesce(pay_high, -1)), '') as pay_high,
    string_agg(int2send(pay_currency), '') as pay_currency,
    string_agg(int4send(pay_date - date '2000-01-01'), '') as pay_date,
    string_agg(int4send(coalesce(posted_date - date '2000-01-01', -1)), '') as posted,
    string_agg(int8send(employer_key), '') as employer
from chunk;

-- name: know_chunk_table
-- Nothing else tells the planner how large a temporary table is.
analyze ranking_chunk;

-- name: has_postings
select exists (
    select from staging.ranking_features
    where job_posting_key > cast(:after as uuid) and job_posting_key <= cast(:until as uuid)
);

-- name: found_in_chunk
-- The numbers of the postings that the campaign found, as one string.
select string_agg(int4send(chunk.number), '') as numbers
from ranking_chunk as chunk
inner join marts.bridge_campaign_jobs as bridge on chunk.job_posting_key = bridge.job_posting_key
where
    bridge.campaign_id = :campaign_id
    and bridge.job_posting_key > cast(:after as uuid) and bridge.job_posting_key <= cast(:until as uuid);

-- name: blocked_by_word
-- Only known findings are read, unless the campaign competes: texts are long.
select
    chunk.number,
    (regexp_match(concat_ws(' ', jobs.job_title, jobs.job_description), :pattern, 'i'))[1] as blocked
from ranking_chunk as chunk
inner join marts.fact_jobs as jobs on chunk.job_posting_key = jobs.job_posting_key
where
    (
        :competes
        or exists (
            select from marts.bridge_campaign_jobs as bridge
            where bridge.campaign_id = :campaign_id and bridge.job_posting_key = jobs.job_posting_key
        )
    )
    and concat_ws(' ', jobs.job_title, jobs.job_description) ~* :pattern;

-- name: blocked_by_company
-- Lists show the name that Glassdoor has for an employer, so that one can be blocked as well as the board's.
select
    chunk.number,
    blocked.employer as blocked
from unnest(cast(:employers as text [])) as blocked (employer)
inner join marts.dim_companies as companies
    on staging.employer_key(companies.company_name) = staging.employer_key(blocked.employer)
inner join marts.fact_jobs as jobs on companies.company_key = jobs.company_key
inner join ranking_chunk as chunk on jobs.job_posting_key = chunk.job_posting_key;

-- name: known_of_chunk
-- Whether the campaign has scores and hidden postings there. The first ones in key order, so that the key's index is read: while
-- the table fills, the planner knows nothing of it and would read all of it. "Exists" would drop the order.
select
    (
        select true from marts.dim_ranking
        where campaign_id = :campaign_id and job_posting_key > cast(:after as uuid) and job_posting_key <= cast(:until as uuid)
        order by campaign_id, job_posting_key
        limit 1
    ) is not null as is_ranked,
    (
        select true from marts.gated_jobs
        where campaign_id = :campaign_id and job_posting_key > cast(:after as uuid) and job_posting_key <= cast(:until as uuid)
        order by campaign_id, job_posting_key
        limit 1
    ) is not null as is_gated;

-- name: write_new
-- Scores of a chunk that has none of this campaign yet. Equal explanations are built once: :numbers gives the explanation
-- of each posting of the chunk, 0 for none. The table of the chunk is read as it was filled, in key order.
insert into marts.dim_ranking (
    campaign_id, job_posting_key, jsearch_job_id, rank_score, rank_explain, ranked_at, ranked_date, dwh_run_id
)
select
    :campaign_id, chunk.job_posting_key, chunk.jsearch_job_id, scored.rank_score, scored.rank_explain, :now, :today, :run_id
from ranking_chunk as chunk
inner join (
    select number, rank_score, rank_explain
    from staging.ranking_explanations(
        cast(:scores as numeric []), cast(:competes as boolean []), :head, cast(:first as integer []),
        cast(:second as integer []), cast(:third as integer []), cast(:points as text []), cast(:facts as text []),
        cast(:fits as text [])
    )
    offset 0
) as scored on (cast(:numbers as integer []))[chunk.number] = scored.number;

-- name: write_changed
-- The same where there are scores already: only what is another than before is written.
with scored as materialized (
    select number, rank_score, rank_explain
    from staging.ranking_explanations(
        cast(:scores as numeric []), cast(:competes as boolean []), :head, cast(:first as integer []),
        cast(:second as integer []), cast(:third as integer []), cast(:points as text []), cast(:facts as text []),
        cast(:fits as text [])
    )
)

merge into marts.dim_ranking as ranking
using (
    select chunk.job_posting_key, chunk.jsearch_job_id, scored.rank_score, scored.rank_explain
    from ranking_chunk as chunk
    inner join scored on (cast(:numbers as integer []))[chunk.number] = scored.number
) as present
on ranking.campaign_id = :campaign_id and ranking.job_posting_key = present.job_posting_key
when matched and (
    ranking.rank_score <> present.rank_score
    or ranking.rank_explain <> present.rank_explain
    or ranking.jsearch_job_id <> present.jsearch_job_id
) then update set
    jsearch_job_id = present.jsearch_job_id,
    rank_score = present.rank_score,
    rank_explain = present.rank_explain,
    ranked_at = :now,
    ranked_date = :today,
    dwh_run_id = :run_id,
    dwh_load_timestamp = clock_timestamp()
when not matched then insert (
    campaign_id, job_posting_key, jsearch_job_id, rank_score, rank_explain, ranked_at, ranked_date, dwh_run_id
)
values (
    :campaign_id, present.job_posting_key, present.jsearch_job_id, present.rank_score, present.rank_explain, :now, :today,
    :run_id
);

-- name: remove_unranked
-- Pairs of the chunk that have a score and should have none: gated now, or no longer found.
delete from marts.dim_ranking as ranking
using ranking_chunk as chunk
where
    ranking.campaign_id = :campaign_id and ranking.job_posting_key = chunk.job_posting_key
    and (cast(:numbers as integer []))[chunk.number] = 0;

-- name: remove_ungated
delete from marts.gated_jobs as gated
using ranking_chunk as chunk
where
    gated.campaign_id = :campaign_id and gated.job_posting_key = chunk.job_posting_key
    and chunk.number <> all(cast(:gated as integer []));

-- name: write_gated
insert into marts.gated_jobs as gated (campaign_id, job_posting_key, jsearch_job_id, gate, why, gated_at, dwh_run_id)
select
    :campaign_id, chunk.job_posting_key, chunk.jsearch_job_id, given.gate, given.why, :now, :run_id
from unnest(cast(:gated as integer []), cast(:gates as text []), cast(:whys as text [])) as given (number, gate, why)
inner join ranking_chunk as chunk on given.number = chunk.number
order by chunk.number
on conflict (campaign_id, job_posting_key) do update set
    gate = excluded.gate, why = excluded.why, gated_at = excluded.gated_at, dwh_run_id = excluded.dwh_run_id
where (gated.gate, gated.why) is distinct from (excluded.gate, excluded.why);

-- name: keep_state
insert into staging.ranking_state (
    campaign_id, terms_version, weights, latitude, longitude, generation, found_until, found_pairs, ranked_on
)
values (
    :campaign_id, :terms_version, cast(:weights as jsonb), :latitude, :longitude, :generation, :found_until, :found_pairs,
    :ranked_on
)
on conflict (campaign_id) do update set
    terms_version = excluded.terms_version, weights = excluded.weights, latitude = excluded.latitude,
    longitude = excluded.longitude, generation = excluded.generation, found_until = excluded.found_until,
    found_pairs = excluded.found_pairs, ranked_on = excluded.ranked_on;
