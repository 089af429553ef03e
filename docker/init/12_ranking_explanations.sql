-- How the ranker's explanations are put together, so that some hundreds of texts travel instead of millions of documents.

-- One row for each distinct explanation: its number from 1, its score, and the document made of the texts with the numbers
-- first_text, second_text and third_text: members of its objects points, facts and fits.
create or replace function staging.ranking_explanations(
    scores numeric [], competes boolean [], head text, first_text integer [], second_text integer [], third_text integer [],
    points text [], facts text [], fits text []
)
returns table (number bigint, rank_score numeric, rank_explain jsonb)
language sql immutable parallel safe
begin atomic
-- Numbers are distinct anyway; saying so lets the planner know that each join finds one text.
with texts as not materialized (
    select distinct on (text.number) text.number, text.points, text.facts, text.fits
    from unnest(points, facts, fits) with ordinality as text (points, facts, fits, number)
)

select
    given.number,
    given.rank_score,
    cast(
        concat(
            head, ',"points":{', concat_ws(',', one.points, two.points, three.points),
            '},"facts":{', concat_ws(',', one.facts, two.facts, three.facts), '}',
            ',"fits":{' || nullif(concat_ws(',', one.fits, two.fits, three.fits), '') || '}',
            case when given.competes then ',"competes":true' end, '}'
        ) as jsonb
    )
from unnest(scores, competes, first_text, second_text, third_text)
    with ordinality as given (rank_score, competes, one, two, three, number)
inner join texts as one on given.one = one.number
inner join texts as two on given.two = two.number
inner join texts as three on given.three = three.number;
end;

grant execute on function staging.ranking_explanations to app_user;
