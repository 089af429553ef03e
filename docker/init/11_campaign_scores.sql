-- How well what a campaign has fits, day by day: scores themselves keep only the newest.

create table if not exists marts.campaign_daily_scores (
    campaign_id bigint not null references marts.job_campaigns on delete cascade,
    score_date date not null,
    jobs integer not null check (jobs > 0),
    average_score numeric(5, 2) not null check (average_score between 0 and 100),
    strong_jobs integer not null check (strong_jobs between 0 and jobs),
    new_jobs integer not null check (new_jobs between 0 and jobs),
    new_average_score numeric(5, 2) check (new_average_score between 0 and 100),
    primary key (campaign_id, score_date)
);
comment on table marts.campaign_daily_scores is 'One day of a campaign''s ranking, as the last run of that day left it.';
comment on column marts.campaign_daily_scores.score_date is 'Day of the run, in UTC like first_found_date.';
comment on column marts.campaign_daily_scores.strong_jobs is 'Ranked jobs with 75 points or more.';
comment on column marts.campaign_daily_scores.new_jobs is 'Ranked jobs that were found first on this day.';
comment on column marts.campaign_daily_scores.new_average_score is 'Their average; null when there is none.';
grant select, insert, update, delete on marts.campaign_daily_scores to app_user;
grant select on marts.campaign_daily_scores to tableau_reader;
