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
-- Postings whose pair with this campaign may score otherwise than when it was last ranked: themselves changed, found since,
-- or over one of the days on which recency falls. A pair that was found for the first time is new. The keys are one text,
-- which is given to the next questions as it is.
select
    cast(array_agg(changed.job_posting_key order by changed.job_posting_key) as text) as keys,
    count(*) filter (where changed.is_new) as new_pairs
from (
    select
        touched.job_posting_key,
        bool_or(touched.is_new) as is_new
    from (
        select features.job_posting_key, false as is_new
        from staging.ranking_features as features
        where features.changed_in > :generation
        union all
        select features.job_posting_key, false as is_new
        from staging.ranking_features as features
        where features.posted_date = any(cast(:posted as date []))
        union all
        select
            bridge.job_posting_key,
            gated.campaign_id is null and (ranking.campaign_id is null or ranking.rank_explain ? 'competes') as is_new
        from marts.bridge_campaign_jobs as bridge
        left join marts.dim_ranking as ranking
            on bridge.campaign_id = ranking.campaign_id and bridge.job_posting_key = ranking.job_posting_key
        left join marts.gated_jobs as gated
            on bridge.campaign_id = gated.campaign_id and bridge.job_posting_key = gated.job_posting_key
        where bridge.campaign_id = :campaign_id and bridge.dwh_load_timestamp > :found_until
    ) as touched
    group by touched.job_posting_key
) as changed;

-- name: columns_of_chunk
-- A chunk of postings in key order, column by column, each as one string of big-endian numbers.
with chunk as materialized (
    select *
    from staging.ranking_features
    where
        job_posting_key > cast(:after as uuid) and job_posting_key <= cast(:until as uuid)
        and (cast(:keys as uuid []) is null or job_posting_key = any(cast(:keys as uuid [])))
    order by job_posting_key
)

select
    count(*) as count,
    string_agg(uuid_send(job_posting_key), '') as keys,
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

-- name: has_postings
select exists (
    select from staging.ranking_features
    where job_posting_key > cast(:after as uuid) and job_posting_key <= cast(:until as uuid)
);

-- name: found_in_chunk
select string_agg(uuid_send(found.job_posting_key), '')
from (
    select job_posting_key
    from marts.bridge_campaign_jobs
    where
        campaign_id = :campaign_id
        and job_posting_key > cast(:after as uuid) and job_posting_key <= cast(:until as uuid)
        and (cast(:keys as uuid []) is null or job_posting_key = any(cast(:keys as uuid [])))
    order by job_posting_key
) as found;

-- name: blocked_by_word
-- Only known findings are read, unless the campaign competes: texts are long.
select
    jobs.job_posting_key,
    (regexp_match(concat_ws(' ', jobs.job_title, jobs.job_description), :pattern, 'i'))[1] as word
from marts.fact_jobs as jobs
where
    jobs.job_posting_key > cast(:after as uuid) and jobs.job_posting_key <= cast(:until as uuid)
    and (cast(:keys as uuid []) is null or jobs.job_posting_key = any(cast(:keys as uuid [])))
    and (
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
    jobs.job_posting_key,
    blocked.employer
from unnest(cast(:employers as text [])) as blocked (employer)
inner join marts.dim_companies as companies
    on staging.employer_key(companies.company_name) = staging.employer_key(blocked.employer)
inner join marts.fact_jobs as jobs on companies.company_key = jobs.company_key
where
    jobs.job_posting_key > cast(:after as uuid) and jobs.job_posting_key <= cast(:until as uuid)
    and (cast(:keys as uuid []) is null or jobs.job_posting_key = any(cast(:keys as uuid [])));

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
-- of each posting of the chunk in key order, 0 for none.
insert into marts.dim_ranking (
    campaign_id, job_posting_key, jsearch_job_id, rank_score, rank_explain, ranked_at, ranked_date, dwh_run_id
)
select
    :campaign_id, chunk.job_posting_key, chunk.jsearch_job_id, scored.rank_score, scored.rank_explain, :now, :today, :run_id
from (
    select
        job_posting_key, jsearch_job_id,
        (cast(:numbers as integer []))[row_number() over (order by job_posting_key)] as number
    from staging.ranking_features
    where
        job_posting_key > cast(:after as uuid) and job_posting_key <= cast(:until as uuid)
        and (cast(:keys as uuid []) is null or job_posting_key = any(cast(:keys as uuid [])))
    order by job_posting_key
) as chunk
inner join (
    select number, rank_score, rank_explain
    from staging.ranking_explanations(
        cast(:scores as numeric []), cast(:competes as boolean []), :head, cast(:first as integer []),
        cast(:second as integer []), cast(:third as integer []), cast(:points as text []), cast(:facts as text []),
        cast(:fits as text [])
    )
    offset 0
) as scored on chunk.number = scored.number;

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
    from (
        select
            job_posting_key, jsearch_job_id,
            (cast(:numbers as integer []))[row_number() over (order by job_posting_key)] as number
        from staging.ranking_features
        where
            job_posting_key > cast(:after as uuid) and job_posting_key <= cast(:until as uuid)
            and (cast(:keys as uuid []) is null or job_posting_key = any(cast(:keys as uuid [])))
    ) as chunk
    inner join scored on chunk.number = scored.number
    order by chunk.job_posting_key
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
using (
    select
        job_posting_key,
        (cast(:numbers as integer []))[row_number() over (order by job_posting_key)] as number
    from staging.ranking_features
    where
        job_posting_key > cast(:after as uuid) and job_posting_key <= cast(:until as uuid)
        and (cast(:keys as uuid []) is null or job_posting_key = any(cast(:keys as uuid [])))
) as chunk
where
    ranking.campaign_id = :campaign_id and ranking.job_posting_key = chunk.job_posting_key and chunk.number = 0;

-- name: remove_ungated
delete from marts.gated_jobs
where
    campaign_id = :campaign_id and job_posting_key > cast(:after as uuid) and job_posting_key <= cast(:until as uuid)
    and (cast(:keys as uuid []) is null or job_posting_key = any(cast(:keys as uuid [])))
    and job_posting_key <> all(cast(:gated as uuid []));

-- name: write_gated
insert into marts.gated_jobs as gated (campaign_id, job_posting_key, jsearch_job_id, gate, why, gated_at, dwh_run_id)
select
    :campaign_id, features.job_posting_key, features.jsearch_job_id, given.gate, given.why, :now, :run_id
from unnest(cast(:gated as uuid []), cast(:gates as text []), cast(:whys as text [])) as given (job_posting_key, gate, why)
inner join staging.ranking_features as features on given.job_posting_key = features.job_posting_key
order by features.job_posting_key
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
