-- name: campaigns_to_rank
-- A null campaign means every active one; a campaign asked for by its number is ranked whether active or not.
select campaign_id, query, location, country, skills, remote_preference, ranking_weights
from marts.job_campaigns
where case when cast(:campaign_id as bigint) is null then is_active else campaign_id = :campaign_id end
order by campaign_id;

-- name: known_states
select country, state_code, state_name from staging.state_names;

-- name: tune_transaction
-- One big statement: compiling its expressions costs more than it saves, and sorting on disk costs most.
select set_config('jit', 'off', true), set_config('work_mem', '64MB', true);

-- name: count_pairs
-- What will be scored, by campaign.
select
    pair.campaign_id,
    count(*) as pairs
from marts.bridge_campaign_jobs as pair
inner join marts.fact_jobs as posting on pair.job_posting_key = posting.job_posting_key
where pair.campaign_id = any(:campaign_ids)
group by pair.campaign_id;

-- name: count_skipped
-- Found, and not (or no longer) in fact_jobs: such a pair is never ranked.
select
    found.campaign_id,
    count(distinct found.jsearch_job_id) as skipped
from raw.jsearch_search_results as found
where
    found.campaign_id = any(:campaign_ids)
    and not exists (
        select from marts.fact_jobs as posting where posting.jsearch_job_id = found.jsearch_job_id
    )
group by found.campaign_id;

-- name: remove_orphans
-- A ranking without its posting or without its finding says nothing any more; the audit keeps what it said.
with orphans as (
    select
        ranking.campaign_id,
        ranking.job_posting_key,
        case
            when posting.job_posting_key is null then 'posting is not in fact_jobs'
            else 'campaign no longer has the posting'
        end as reason
    from marts.dim_ranking as ranking
    left join marts.fact_jobs as posting on ranking.job_posting_key = posting.job_posting_key
    left join marts.bridge_campaign_jobs as pair
        on ranking.campaign_id = pair.campaign_id and ranking.job_posting_key = pair.job_posting_key
    where
        (cast(:campaign_id as bigint) is null or ranking.campaign_id = :campaign_id)
        and (posting.job_posting_key is null or pair.job_posting_key is null)
),

removed as (
    delete from marts.dim_ranking as ranking
    using orphans
    where
        ranking.campaign_id = orphans.campaign_id
        and ranking.job_posting_key = orphans.job_posting_key
    returning orphans.reason, to_jsonb(ranking) as deleted_row
)

insert into marts.dim_ranking_cleanup_audit (reason, deleted_row)
select
    reason,
    deleted_row
from removed;

-- name: rank_pairs
-- Scores every posting of every given campaign and writes the pairs whose score or explanation is another than before.
-- :campaigns is a JSON list of services.ranker.campaign_terms.CampaignTerms.
--
-- Each factor is one lateral block that gives `fit`, from 0 to 1 with three decimals, and `why`; what is not known fits
-- 0.5 and says so. `offset 0` computes a block once per pair, wherever it is used.
with campaigns as materialized (
    select
        asked.*,
        (asked.weights ->> 'title')::numeric as title_weight,
        (asked.weights ->> 'location')::numeric as location_weight,
        (asked.weights ->> 'recency')::numeric as recency_weight,
        -- Spellings are stemmed like the titles are. A stop word has no stem and is not asked for.
        stems.words as title_words,
        stems.stems as title_stems,
        stems.word_count as title_word_count
    from jsonb_to_recordset(cast(:campaigns as jsonb)) as asked (
        campaign_id bigint,
        words text[],
        spellings text[],
        keywords text[],
        place_names text[],
        place_regions text[],
        place_shown text,
        country text,
        country_shown text,
        takes_remote boolean,
        wants_remote boolean,
        weights jsonb,
        weights_source text
    )
    cross join lateral (
        select
            coalesce(array_agg(spelled.word order by spelled.position), '{}') as words,
            coalesce(array_agg(spelled.stem order by spelled.position), '{}') as stems,
            count(distinct spelled.word) as word_count
        from (
            select
                given.word,
                given.position,
                (tsvector_to_array(to_tsvector('english', given.spelling)))[1] as stem
            from unnest(asked.words, asked.spellings) with ordinality as given (word, spelling, position)
        ) as spelled
        where spelled.stem is not null
    ) as stems
),

-- What the factors compare, computed once per posting however many campaigns found it.
postings as materialized (
    select
        posting.job_posting_key,
        posting.jsearch_job_id,
        posting.remote_work_type,
        posting.job_city,
        posting.job_state,
        posting.job_location,
        posting.job_country,
        tsvector_to_array(
            to_tsvector(
                'english',
                replace(replace(replace(replace(
                    lower(posting.job_title), 'c++', 'cplusplus'), 'c#', 'csharp'), '.net', ' dotnet'), 'node.js', 'nodejs')
            )
        ) as title_stems,
        lower(posting.skills::text)::text[] as skills,
        place.state,
        place.names as place_names,
        place.city_names,
        coalesce(place.shown ~ '\m(anywhere|remote|worldwide)\M', false) as is_anywhere,
        coalesce(posting.posted_date, (posting.posted_at at time zone 'UTC')::date) as posted_date
    from marts.fact_jobs as posting
    cross join lateral (
        select
            nullif(plain.state, '') as state,
            plain.shown,
            string_to_array(regexp_replace(concat_ws(',', plain.city, plain.shown, plain.state), separators.pattern, ',', 'g'), ',')
                as names,
            array_remove(array[plain.city, (regexp_split_to_array(plain.shown, separators.pattern))[1]], null) as city_names
        from (select '\s*[,;|/()]\s*' as pattern) as separators
        cross join lateral (
            -- Accents are dropped here and in campaign_terms.plain; a line break keeps the three apart.
            select string_to_array(translate(
                lower(concat_ws(E'\n', coalesce(posting.job_city, ''), coalesce(posting.job_state, ''), coalesce(posting.job_location, ''))),
                'àáâãäåçèéêëìíîïñòóôõöøùúûüýÿœæśżźłńąęćšžčřě',
                'aaaaaaceeeeiiiinoooooouuuuyyoaszzlnaecszcre'
            ), E'\n') as parts
            offset 0
        ) as line
        cross join lateral (
            select
                nullif(line.parts[1], '') as city,
                nullif(line.parts[2], '') as state,
                nullif(line.parts[3], '') as shown
        ) as plain
        offset 0
    ) as place
    where posting.job_posting_key in (
        select pair.job_posting_key
        from marts.bridge_campaign_jobs as pair
        where pair.campaign_id in (select campaign_id from campaigns)
    )
),

pairs as (
    select
        campaign.campaign_id,
        posting.job_posting_key,
        posting.jsearch_job_id,
        campaign.weights_source,
        campaign.title_weight,
        campaign.location_weight,
        campaign.recency_weight,
        title.fit as title_fit,
        title.why as title_why,
        location.fit as location_fit,
        location.why as location_why,
        recency.fit as recency_fit,
        recency.why as recency_why
    from campaigns as campaign
    inner join marts.bridge_campaign_jobs as pair on campaign.campaign_id = pair.campaign_id
    inner join postings as posting on pair.job_posting_key = posting.job_posting_key

    -- title: the share of the query's words in the title; keywords, where there are any, are a quarter of it.
    cross join lateral (
        select
            array(
                select given.word
                from unnest(campaign.title_words, campaign.title_stems) with ordinality as given (word, stem, position)
                where given.stem = any(posting.title_stems)
                group by given.word
                order by min(given.position)
            ) as words,
            array(
                select keyword from unnest(campaign.keywords) as keyword
                where keyword = any(posting.skills)
            ) as keywords
        offset 0
    ) as matched
    cross join lateral (
        select
            round(case
                when campaign.title_word_count = 0 and campaign.keywords = '{}' then 0.5
                when campaign.keywords = '{}' then cardinality(matched.words)::numeric / campaign.title_word_count
                when campaign.title_word_count = 0 then cardinality(matched.keywords)::numeric / cardinality(campaign.keywords)
                else
                    0.75 * cardinality(matched.words) / campaign.title_word_count
                    + 0.25 * cardinality(matched.keywords) / cardinality(campaign.keywords)
            end, 3) as fit,
            case
                when campaign.title_word_count = 0 and campaign.keywords = '{}' then 'the query has no words to compare'
                else concat_ws(
                    ', ',
                    case when campaign.title_word_count > 0 then
                        'title matches ' || cardinality(matched.words) || ' of ' || campaign.title_word_count
                        || case when campaign.title_word_count = 1 then ' word' else ' words' end
                        || case when matched.words = '{}' then '' else ' (' || array_to_string(matched.words, ', ') || ')' end
                    end,
                    case when campaign.keywords <> '{}' then
                        'asks for ' || cardinality(matched.keywords) || ' of ' || cardinality(campaign.keywords) || ' keywords'
                        || case when matched.keywords = '{}' then '' else ' (' || array_to_string(matched.keywords, ', ') || ')' end
                    end
                )
            end as why
        offset 0
    ) as title

    -- location: the place itself, then its region, then its country; remote work counts as being there.
    cross join lateral (
        select
            posting.remote_work_type = 'remote' or posting.is_anywhere as is_remote,
            posting.job_country is not null and posting.job_country <> campaign.country as is_abroad,
            -- New York is a city and a state: with a region beside it, the name is the city's.
            case when campaign.place_regions = '{}' then posting.place_names else posting.city_names end && campaign.place_names
            -- Springfield is in many states.
            and (campaign.place_regions = '{}' or posting.state is null or posting.state = any(campaign.place_regions)) as is_there,
            posting.place_names && campaign.place_regions as is_in_region,
            coalesce(posting.job_city, nullif(posting.job_location, ''), posting.job_state, 'an unnamed place') as shown
        offset 0
    ) as place
    cross join lateral (
        select
            (array[1, 1, 0.9, 0.3, 0, 0.6, 1, 0.25, 0.5])[place_case.number] as fit,
            case place_case.number
                when 1 then 'in ' || place.shown
                when 2 then 'remote, as you want it'
                when 3 then 'remote, can be done from ' || coalesce(nullif(campaign.place_shown, ''), campaign.country_shown)
                when 4 then 'remote, but in another country (' || upper(posting.job_country) || ')'
                when 5 then 'in another country (' || upper(posting.job_country) || ')'
                when 6 then 'in ' || place.shown || ', the same region as ' || campaign.place_shown
                when 7 then 'in ' || campaign.country_shown
                when 8 then 'in ' || place.shown || ', elsewhere in ' || campaign.country_shown
                else 'place unknown (neutral)'
            end as why
        from (
            select case
                when place.is_abroad then case when place.is_remote and campaign.takes_remote then 4 else 5 end
                when place.is_there then 1
                when place.is_remote and campaign.wants_remote then 2
                when place.is_remote and campaign.takes_remote then 3
                when place.is_in_region then 6
                when posting.job_country is null then 9
                when campaign.place_names = '{}' then 7
                when posting.job_city is null and posting.job_state is null then 9
                else 8
            end as number
        ) as place_case
        offset 0
    ) as location

    -- recency: falls evenly from the day of posting to nothing after thirty days.
    cross join lateral (
        -- greatest() ignores a null, and an unknown date is not today.
        select case when posting.posted_date is not null then greatest(0, cast(:today as date) - posting.posted_date) end as days
    ) as age
    cross join lateral (
        select
            round(case when age.days is null then 0.5 else greatest(0, 1 - age.days / 30.0) end, 3) as fit,
            case
                when posting.posted_date is null then 'posting date unknown (neutral)'
                when age.days = 0 then 'posted today'
                when age.days = 1 then 'posted yesterday'
                when age.days <= 30 then 'posted ' || age.days || ' days ago'
                else 'posted more than 30 days ago'
            end as why
        offset 0
    ) as recency
),

-- Points are rounded before they are added, so that the score is the sum of what the page shows.
points as (
    select
        pairs.*,
        round(title_weight * title_fit, 2) as title_points,
        round(location_weight * location_fit, 2) as location_points,
        round(recency_weight * recency_fit, 2) as recency_points
    from pairs
    offset 0
),

scored as (
    select
        campaign_id,
        job_posting_key,
        jsearch_job_id,
        (title_points + location_points + recency_points)::numeric(5, 2) as rank_score,
        jsonb_build_object(
            'version', cast(:version as integer),
            'weights', weights_source,
            'sentence', concat_ws('; ', title_why, location_why, recency_why),
            'factors', jsonb_build_object(
                'title', jsonb_build_object('points', title_points, 'weight', title_weight, 'fit', title_fit, 'why', title_why),
                'location', jsonb_build_object(
                    'points', location_points, 'weight', location_weight, 'fit', location_fit, 'why', location_why
                ),
                'recency', jsonb_build_object(
                    'points', recency_points, 'weight', recency_weight, 'fit', recency_fit, 'why', recency_why
                )
            )
        ) as rank_explain
    from points
    offset 0
),

written as (
    insert into marts.dim_ranking (
        campaign_id, job_posting_key, jsearch_job_id, rank_score, rank_explain, ranked_at, ranked_date, dwh_run_id
    )
    select
        scored.campaign_id,
        scored.job_posting_key,
        scored.jsearch_job_id,
        scored.rank_score,
        scored.rank_explain,
        :now as ranked_at,
        :today as ranked_date,
        :run_id as dwh_run_id
    from scored
    left join marts.dim_ranking as before
        on scored.campaign_id = before.campaign_id and scored.job_posting_key = before.job_posting_key
    -- Compared here and not in the conflict clause, which would lock and dirty every unchanged row.
    where
        before.campaign_id is null
        or before.rank_score <> scored.rank_score
        or before.rank_explain <> scored.rank_explain
        or before.jsearch_job_id <> scored.jsearch_job_id
    -- In key order the index is filled from left to right: twice as fast.
    order by scored.campaign_id, scored.job_posting_key
    on conflict (campaign_id, job_posting_key) do update set
        jsearch_job_id = excluded.jsearch_job_id,
        rank_score = excluded.rank_score,
        rank_explain = excluded.rank_explain,
        ranked_at = excluded.ranked_at,
        ranked_date = excluded.ranked_date,
        dwh_run_id = excluded.dwh_run_id,
        dwh_load_timestamp = clock_timestamp()
    returning campaign_id
)

select
    campaign_id,
    count(*) as ranked
from written
group by campaign_id;
