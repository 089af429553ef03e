-- The number that stands for an employer's name when a campaign blocks it: without punctuation and legal form.
create or replace function staging.employer_key(employer_name text)
returns bigint
language sql immutable parallel safe
return hashtextextended(
    btrim(
        regexp_replace(
            regexp_replace(lower(employer_name), '[^[:alnum:]]+', ' ', 'g'),
            '\m(inc|ltd|llc|corp|corporation|limited|gmbh|plc|co|sa|ag|bv|sarl|pty)\M', '', 'g'
        )
    ), 0
);
grant execute on function staging.employer_key(text) to app_user;
