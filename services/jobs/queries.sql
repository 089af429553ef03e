-- name: keys_within_reach
-- A person may act on what one of their campaigns found, or on what they already follow after its campaign is gone.
select bridge.job_posting_key
from marts.bridge_campaign_jobs as bridge
inner join marts.job_campaigns as campaigns on bridge.campaign_id = campaigns.campaign_id
where campaigns.user_id = :user_id and bridge.job_posting_key = any(cast(:keys as uuid []))
union
-- a campaign that competes ranks what others found
select ranking.job_posting_key
from marts.dim_ranking as ranking
inner join marts.job_campaigns as campaigns on ranking.campaign_id = campaigns.campaign_id
where campaigns.user_id = :user_id and ranking.job_posting_key = any(cast(:keys as uuid []))
union
select gated.job_posting_key
from marts.gated_jobs as gated
inner join marts.job_campaigns as campaigns on gated.campaign_id = campaigns.campaign_id
where campaigns.user_id = :user_id and gated.job_posting_key = any(cast(:keys as uuid []))
union
select status.job_posting_key
from marts.user_job_status as status
where status.user_id = :user_id and status.job_posting_key = any(cast(:keys as uuid []))
union
select favourite.job_posting_key
from marts.user_favorite_jobs as favourite
where favourite.user_id = :user_id and favourite.job_posting_key = any(cast(:keys as uuid []))
union
select notes.job_posting_key
from marts.job_notes as notes
where notes.user_id = :user_id and notes.job_posting_key = any(cast(:keys as uuid []))
union
select dates.job_posting_key
from marts.job_dates as dates
where dates.user_id = :user_id and dates.job_posting_key = any(cast(:keys as uuid []));

-- name: begin_to_follow
-- A posting without a row waits; with one, two changes at once meet in its lock.
insert into marts.user_job_status (user_id, job_posting_key)
select
    :user_id as user_id,
    job_posting_key
from unnest(cast(:keys as uuid [])) as job_posting_key
on conflict do nothing;

-- name: change_statuses
-- Only those whose status now allows it; each with its line in the history.
with locked as (
    select
        job_posting_key,
        status
    from marts.user_job_status
    where
        user_id = :user_id
        and job_posting_key = any(cast(:keys as uuid []))
        and status = any(cast(:allowed_from as text []))
    order by job_posting_key
    for update
),

changed as (
    update marts.user_job_status as current
    set status = :to_status, updated_at = now()
    from locked
    where current.user_id = :user_id and current.job_posting_key = locked.job_posting_key
    returning current.job_posting_key, locked.status as from_status
)

insert into marts.job_status_history (user_id, job_posting_key, from_status, to_status, changed_by, change_id)
select
    :user_id as user_id,
    job_posting_key,
    from_status,
    :to_status as to_status,
    :user_id as changed_by,
    cast(:change_id as uuid) as change_id
from changed
returning job_posting_key, from_status, to_status;

-- name: undo_change
-- Takes back what is still as the change left it; a posting that was changed again since stays.
with taken_back as (
    select
        history.job_posting_key,
        history.from_status,
        history.to_status
    from marts.job_status_history as history
    inner join marts.user_job_status as current
        on history.user_id = current.user_id and history.job_posting_key = current.job_posting_key
    where
        history.change_id = :change_id
        and history.user_id = :user_id
        and not history.is_undo
        and current.status = history.to_status
        and not exists (
            select from marts.job_status_history as later
            where
                later.user_id = history.user_id and later.job_posting_key = history.job_posting_key
                and later.job_status_history_id > history.job_status_history_id
        )
    order by history.job_posting_key
    for update of current
),

changed as (
    update marts.user_job_status as current
    set status = taken_back.from_status, updated_at = now()
    from taken_back
    where current.user_id = :user_id and current.job_posting_key = taken_back.job_posting_key
    returning current.job_posting_key, taken_back.to_status as was, taken_back.from_status as became
)

insert into marts.job_status_history (user_id, job_posting_key, from_status, to_status, changed_by, change_id, is_undo)
select
    :user_id as user_id,
    job_posting_key,
    was,
    became,
    :user_id as changed_by,
    cast(:new_change_id as uuid) as change_id,
    true as is_undo
from changed
returning job_posting_key, from_status, to_status;

-- name: made_change
-- One press of a button leads to one status; taking it back may lead to several.
select
    to_status,
    count(*) as jobs
from marts.job_status_history
where change_id = :change_id and user_id = :user_id
group by to_status
order by count(*) desc
limit 1;

-- name: statuses_of
select
    job_posting_key,
    status
from marts.user_job_status
where user_id = :user_id and job_posting_key = any(cast(:keys as uuid []));

-- name: status_history
select
    history.from_status, history.to_status, history.changed_at, history.is_undo, history.change_id,
    users.username as changed_by
from marts.job_status_history as history
left join marts.users on history.changed_by = users.user_id
where history.user_id = :user_id and history.job_posting_key = :key
order by history.job_status_history_id desc
limit 50;

-- name: notes_of
select
    job_note_id,
    note,
    created_at,
    updated_at
from marts.job_notes
where user_id = :user_id and job_posting_key = :key
order by created_at desc, job_note_id desc
limit 200;

-- name: note_of
select
    job_note_id,
    note,
    created_at,
    updated_at
from marts.job_notes
where user_id = :user_id and job_posting_key = :key and job_note_id = :note_id;

-- name: add_note
insert into marts.job_notes (user_id, job_posting_key, note) values (:user_id, :key, :note)
returning job_note_id;

-- name: edit_note
update marts.job_notes set note = :note, updated_at = now()
where user_id = :user_id and job_posting_key = :key and job_note_id = :note_id;

-- name: delete_note
delete from marts.job_notes
where user_id = :user_id and job_posting_key = :key and job_note_id = :note_id;

-- name: add_favourite
insert into marts.user_favorite_jobs (user_id, job_posting_key) values (:user_id, :key)
on conflict do nothing;

-- name: remove_favourite
delete from marts.user_favorite_jobs
where user_id = :user_id and job_posting_key = :key;

-- name: gated_jobs_of_campaign
select
    gated.job_posting_key,
    gated.gate,
    gated.why,
    jobs.job_title,
    coalesce(companies.company_name, jobs.employer_name) as company_name,
    jobs.job_location,
    jobs.posted_date
from marts.gated_jobs as gated
inner join marts.job_campaigns as campaigns on gated.campaign_id = campaigns.campaign_id
inner join marts.fact_jobs as jobs on gated.job_posting_key = jobs.job_posting_key
left join marts.dim_companies as companies on jobs.company_key = companies.company_key
where
    gated.campaign_id = :campaign_id and campaigns.user_id = :user_id
    and (cast(:after_key as uuid) is null or gated.job_posting_key > :after_key)
order by gated.job_posting_key
limit :size;

-- name: seen_until
select seen_until from marts.campaign_visits as visits
inner join marts.job_campaigns as campaigns on visits.campaign_id = campaigns.campaign_id
where visits.campaign_id = :campaign_id and campaigns.user_id = :user_id;

-- name: visit
-- A visit ends half an hour after its last page: until then what was new at its beginning stays marked.
insert into marts.campaign_visits as visits (campaign_id, last_visited_at)
select
    campaign_id,
    cast(:now as timestamptz) as last_visited_at
from marts.job_campaigns
where campaign_id = :campaign_id and user_id = :user_id
on conflict (campaign_id) do update set
    seen_until = case
        when visits.last_visited_at < excluded.last_visited_at - interval '30 minutes' then visits.last_visited_at
        else visits.seen_until
    end,
    last_visited_at = greatest(visits.last_visited_at, excluded.last_visited_at);

-- name: see_everything
insert into marts.campaign_visits (campaign_id, seen_until, last_visited_at)
select
    campaign_id,
    cast(:now as timestamptz) as seen_until,
    cast(:now as timestamptz) as last_visited_at
from marts.job_campaigns
where campaign_id = :campaign_id and user_id = :user_id
on conflict (campaign_id) do update set
    seen_until = excluded.seen_until, last_visited_at = excluded.last_visited_at;

-- name: posting_of_person
-- One posting with everything known about it, as the asked campaign sees it, or else the one it fits best. No row when
-- the person has neither found nor followed it.
with mine as (
    select
        ranking.campaign_id,
        ranking.rank_score,
        ranking.rank_explain,
        campaigns.campaign_name,
        campaigns.skills as campaign_skills,
        campaigns.currency as campaign_currency,
        campaigns.country as campaign_country,
        state.weights,
        listed.listed_at
    from marts.job_campaigns as campaigns
    inner join marts.dim_ranking as ranking on campaigns.campaign_id = ranking.campaign_id
    left join staging.ranking_state as state on campaigns.campaign_id = state.campaign_id
    left join marts.listed_jobs as listed
        on ranking.campaign_id = listed.campaign_id and ranking.job_posting_key = listed.job_posting_key
    where campaigns.user_id = :user_id and ranking.job_posting_key = :key
    order by (campaigns.campaign_id = cast(:campaign_id as bigint)) desc nulls last, ranking.rank_score desc
    limit 1
)

select
    jobs.job_posting_key, jobs.job_title, jobs.job_description, jobs.job_summary, jobs.job_highlights, jobs.job_location,
    jobs.job_city, jobs.job_state, jobs.job_country, jobs.employment_types, jobs.skills, jobs.skills_source,
    jobs.seniority_level, jobs.remote_work_type, jobs.job_min_salary, jobs.job_max_salary, jobs.job_salary_period,
    jobs.job_salary_currency, jobs.salary_source, jobs.yearly_min_salary, jobs.yearly_max_salary, jobs.salary_currency,
    jobs.apply_link, jobs.apply_options, jobs.job_publisher, jobs.posted_date, jobs.expires_at, jobs.first_seen_at,
    jobs.last_seen_at, jobs.employer_name, jobs.employer_website_domain, jobs.employer_logo_url,
    coalesce(companies.company_name, jobs.employer_name) as company_name, companies.website, companies.industry,
    companies.company_type, companies.company_size, companies.company_description, companies.revenue,
    companies.year_founded, companies.rating, companies.review_count, companies.recommend_to_friend_rating,
    companies.work_life_balance_rating, companies.compensation_and_benefits_rating, companies.culture_and_values_rating,
    companies.career_opportunities_rating, companies.senior_management_rating, companies.headquarters_location,
    companies.company_link, companies.reviews_link, companies.jobs_link,
    mine.campaign_id, mine.campaign_name, mine.campaign_skills, mine.campaign_currency, mine.campaign_country,
    mine.rank_score, mine.rank_explain, mine.weights, mine.listed_at, coalesce(status.status, 'waiting') as status,
    favourite.user_id is not null as is_favourite, gated.why as hidden_because
from marts.fact_jobs as jobs
left join mine on true
left join marts.dim_companies as companies on jobs.company_key = companies.company_key
left join marts.user_job_status as status
    on jobs.job_posting_key = status.job_posting_key and status.user_id = :user_id
left join marts.user_favorite_jobs as favourite
    on jobs.job_posting_key = favourite.job_posting_key and favourite.user_id = :user_id
left join lateral (
    select gated_jobs.why
    from marts.gated_jobs
    inner join marts.job_campaigns as campaigns on gated_jobs.campaign_id = campaigns.campaign_id
    where gated_jobs.job_posting_key = jobs.job_posting_key and campaigns.user_id = :user_id
    order by (campaigns.campaign_id = cast(:campaign_id as bigint)) desc nulls last
    limit 1
) as gated on true
where
    jobs.job_posting_key = :key
    and (
        mine.campaign_id is not null or status.user_id is not null or favourite.user_id is not null
        or gated.why is not null
        or exists (
            select from marts.job_notes as notes
            where notes.job_posting_key = jobs.job_posting_key and notes.user_id = :user_id
        )
        or exists (
            select from marts.job_dates as dates
            where dates.job_posting_key = jobs.job_posting_key and dates.user_id = :user_id
        )
        or exists (
            select from marts.bridge_campaign_jobs as bridge
            inner join marts.job_campaigns as campaigns on bridge.campaign_id = campaigns.campaign_id
            where bridge.job_posting_key = jobs.job_posting_key and campaigns.user_id = :user_id
        )
    );

-- name: skills_read_from
-- What the rules and the LLM each read out of the posting's present text.
with by_rules as (
    select extracted_skills
    from staging.job_enrichments
    where job_posting_key = :key
    order by rules_version desc, dwh_load_timestamp desc
    limit 1
),

by_llm as (
    select chatgpt_extracted_skills as extracted_skills
    from staging.chatgpt_enrichments
    where job_posting_key = :key and chatgpt_extracted_skills is not null
    order by prompt_version desc, chatgpt_enriched_at desc
    limit 1
)

select
    'rules' as reader,
    extracted_skills
from by_rules
union all
select
    'llm' as reader,
    extracted_skills
from by_llm;

-- name: others_at_company
-- Cut before they are looked up: a temp agency may have thousands of postings in one campaign.
with near as (
    select other.job_posting_key
    from marts.listed_jobs as this
    inner join marts.listed_jobs as other
        on this.campaign_id = other.campaign_id and this.sort_company = other.sort_company
    inner join marts.job_campaigns as campaigns on this.campaign_id = campaigns.campaign_id
    where
        this.campaign_id = :campaign_id and this.job_posting_key = :key and campaigns.user_id = :user_id
        and this.sort_company <> '~' and other.job_posting_key <> this.job_posting_key
    limit 200
)

select
    jobs.job_posting_key,
    jobs.job_title,
    jobs.job_location,
    ranking.rank_score,
    coalesce(status.status, 'waiting') as status
from near
inner join marts.dim_ranking as ranking
    on near.job_posting_key = ranking.job_posting_key and ranking.campaign_id = :campaign_id
inner join marts.fact_jobs as jobs on near.job_posting_key = jobs.job_posting_key
left join marts.user_job_status as status
    on near.job_posting_key = status.job_posting_key and status.user_id = :user_id
order by ranking.rank_score desc, jobs.job_posting_key
limit 6;

-- name: exchange
-- Both currencies for one euro, each by its newest rate.
select
    rates.currency,
    rates.per_euro,
    rates.rate_date
from unnest(cast(:currencies as text [])) as wanted (currency)
cross join lateral (
    select
        exchange_rates.currency,
        exchange_rates.per_euro,
        exchange_rates.rate_date
    from marts.exchange_rates
    where exchange_rates.currency = wanted.currency
    order by exchange_rates.rate_date desc
    limit 1
) as rates;
