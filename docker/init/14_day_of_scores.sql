-- When a day's scores were noted: the page shows the day of the reader's own zone, and a day alone has none.

alter table marts.campaign_daily_scores add column if not exists noted_at timestamptz;
-- What was noted before is taken to be of the morning's run, 07:00 in Toronto.
update marts.campaign_daily_scores set noted_at = (score_date + time '12:00') at time zone 'utc' where noted_at is null;
alter table marts.campaign_daily_scores alter column noted_at set default now();
alter table marts.campaign_daily_scores alter column noted_at set not null;
comment on column marts.campaign_daily_scores.noted_at is 'The last run of the day.';
