-- name: new_rates
create temporary table new_rates (
    currency text not null, rate_date date not null, per_euro numeric not null
) on commit drop;

-- name: newest_load
select max(dwh_load_timestamp) from marts.exchange_rates;

-- name: keep_rates
-- A published rate is never changed.
insert into marts.exchange_rates (currency, rate_date, per_euro)
select currency, rate_date, per_euro from new_rates
order by currency, rate_date
on conflict (currency, rate_date) do nothing;

-- name: rates_since
-- In the order of days, with the last working day before the first one.
select currency, rate_date, per_euro
from marts.exchange_rates
where rate_date >= cast(:since as date) - 7
order by rate_date, currency;
