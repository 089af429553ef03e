-- name: dates_of
-- What is to come in its order, then what is done, the newest first.
select job_date_id, job_posting_key, kind, due_on, due_at, about, is_done
from marts.job_dates
where user_id = :user_id and job_posting_key = :key
order by
    is_done,
    case when not is_done then due_on end,
    due_on desc,
    due_at nulls first,
    job_date_id
limit :size;

-- name: date_of
select job_date_id, job_posting_key, kind, due_on, due_at, about, is_done
from marts.job_dates
where user_id = :user_id and job_posting_key = :key and job_date_id = :date_id;

-- name: next_dates
select distinct on (job_posting_key) job_date_id, job_posting_key, kind, due_on, due_at, about, is_done
from marts.job_dates
where user_id = :user_id and job_posting_key = any(cast(:keys as uuid [])) and not is_done
order by job_posting_key, due_on, due_at nulls first, job_date_id;

-- name: add_date
insert into marts.job_dates (user_id, job_posting_key, kind, due_on, due_at, about)
values (:user_id, :key, :kind, :due_on, :due_at, :about)
returning job_date_id;

-- name: set_date_done
update marts.job_dates set is_done = :is_done
where user_id = :user_id and job_posting_key = :key and job_date_id = :date_id;

-- name: delete_date
delete from marts.job_dates
where user_id = :user_id and job_posting_key = :key and job_date_id = :date_id;
