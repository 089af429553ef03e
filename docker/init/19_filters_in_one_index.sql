-- Where somebody works and at which level is in the index of the words, too: with several filters it finds the few jobs that
-- pass all of them, and not those that pass one.
drop index if exists marts.listed_jobs_search;
create index if not exists listed_jobs_filters
on marts.listed_jobs
using gin (campaign_id, search_text gin_trgm_ops, skills, job_publisher, remote_work_type, seniority_level);
