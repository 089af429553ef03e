-- name: claim_slot
-- One statement claims the next moment of the rate shared by everybody and counts the call against today's cap.
-- No row comes back when the cap is reached. The date never goes backwards, so a corrected clock cannot refill the
-- budget; a slot more than two minutes ahead is left over from such a clock and is not waited for.
insert into marts.api_throttle as throttle (provider, next_free_at, calls_date, calls_today)
select
    :provider,
    clock_timestamp() + make_interval(secs => :interval_seconds),
    (clock_timestamp() at time zone 'utc')::date,
    1
where :daily_calls > 0
on conflict (provider) do update set
    next_free_at
    = case
        when throttle.next_free_at > clock_timestamp() + interval '2 minutes' then clock_timestamp()
        else greatest(throttle.next_free_at, clock_timestamp())
    end
    + make_interval(secs => :interval_seconds),
    calls_date = greatest(throttle.calls_date, excluded.calls_date),
    calls_today = case when excluded.calls_date > throttle.calls_date then 1 else throttle.calls_today + 1 end
where excluded.calls_date > throttle.calls_date or throttle.calls_today < :daily_calls
returning
    extract(epoch from next_free_at - clock_timestamp())::double precision - :interval_seconds as wait_seconds;
