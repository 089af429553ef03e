-- name: analyse_orphans
-- Rankings without a posting in fact_jobs, or of a campaign that is gone. In staging but not in fact_jobs: the marts are
-- behind or failed half way. Only in raw: the posting was cleaned away. Nowhere: it was deleted, or never there.
with orphans as (
    select
        ranking.campaign_id,
        ranking.job_posting_key,
        ranking.jsearch_job_id,
        ranking.ranked_date,
        campaigns.campaign_id is null as has_no_campaign,
        exists (
            select from staging.jsearch_job_postings as cleaned where cleaned.jsearch_job_id = ranking.jsearch_job_id
        ) as in_staging,
        exists (
            select from raw.jsearch_job_postings as kept where kept.jsearch_job_id = ranking.jsearch_job_id
        ) as in_raw
    from marts.dim_ranking as ranking
    left join marts.fact_jobs as jobs on ranking.job_posting_key = jobs.job_posting_key
    left join marts.job_campaigns as campaigns on ranking.campaign_id = campaigns.campaign_id
    where jobs.job_posting_key is null or campaigns.campaign_id is null
)

select
    campaign_id,
    ranked_date,
    in_staging,
    case
        when has_no_campaign then 'the campaign was deleted'
        when in_staging then 'in staging, not in fact_jobs: the marts are behind'
        when in_raw then 'in raw, not in staging: the posting was cleaned away'
        else 'in no table: the posting was deleted or never fetched'
    end as cause,
    count(*) as orphans
from orphans
group by campaign_id, ranked_date, in_staging, cause
order by campaign_id, ranked_date, cause;

-- name: count_orphans
-- The verification: none after a clean-up.
select count(*)
from marts.dim_ranking as ranking
left join marts.fact_jobs as jobs on ranking.job_posting_key = jobs.job_posting_key
left join marts.job_campaigns as campaigns on ranking.campaign_id = campaigns.campaign_id
where jobs.job_posting_key is null or campaigns.campaign_id is null;

-- name: remove_orphans
-- What is deleted is kept in the audit first, by the same statement: one cannot happen without the other.
with orphans as (
    select
        ranking.campaign_id,
        ranking.job_posting_key,
        case
            when jobs.job_posting_key is null then 'posting is not in fact_jobs'
            else 'campaign is deleted'
        end as reason
    from marts.dim_ranking as ranking
    left join marts.fact_jobs as jobs on ranking.job_posting_key = jobs.job_posting_key
    left join marts.job_campaigns as campaigns on ranking.campaign_id = campaigns.campaign_id
    where jobs.job_posting_key is null or campaigns.campaign_id is null
),

removed as (
    delete from marts.dim_ranking as ranking
    using orphans
    where ranking.campaign_id = orphans.campaign_id and ranking.job_posting_key = orphans.job_posting_key
    returning orphans.reason, to_jsonb(ranking) as deleted_row
)

insert into marts.dim_ranking_cleanup_audit (reason, deleted_row)
select
    reason,
    deleted_row
from removed;

-- name: remove_gated_orphans
delete from marts.gated_jobs as gated
where
    not exists (select from marts.fact_jobs as jobs where jobs.job_posting_key = gated.job_posting_key)
    or not exists (select from marts.job_campaigns as campaigns where campaigns.campaign_id = gated.campaign_id);

-- name: drop_lost_features
delete from staging.ranking_features as features
where not exists (select from marts.fact_jobs as jobs where jobs.job_posting_key = features.job_posting_key);

-- name: compare_all_again
-- A posting that came without a newer moment than those before it has no features: forgetting until when they are known makes
-- the next ranking compare all.
delete from staging.ranking_generations
where exists (
    select from marts.fact_jobs as jobs
    where not exists (
        select from staging.ranking_features as features where features.job_posting_key = jobs.job_posting_key
    )
);

-- name: rank_whole_again
-- Campaigns that have found pairs which are neither ranked nor hidden, or fewer pairs than when they were ranked: forgetting
-- what they were ranked with makes the next run score them whole. Campaigns that are gone are forgotten as well.
delete from staging.ranking_state as state
where
    not exists (select from marts.job_campaigns as campaigns where campaigns.campaign_id = state.campaign_id)
    or state.found_pairs > (
        select count(*) from marts.bridge_campaign_jobs as bridge where bridge.campaign_id = state.campaign_id
    )
    or exists (
        select from marts.bridge_campaign_jobs as bridge
        where
            bridge.campaign_id = state.campaign_id
            and not exists (
                select from marts.dim_ranking as ranking
                where ranking.campaign_id = bridge.campaign_id and ranking.job_posting_key = bridge.job_posting_key
            )
            and not exists (
                select from marts.gated_jobs as gated
                where gated.campaign_id = bridge.campaign_id and gated.job_posting_key = bridge.job_posting_key
            )
    );
