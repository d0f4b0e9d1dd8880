-- Actors of a week's events that acted in no event of the country in the weeks before: who is new, in what, and how grave.
--
-- @param country countries = null: Countries to look at; all if not given.
-- @param week week = null: Week; the latest if not given.
-- @param weeks integer = 12: How many weeks before must not know the actor.
-- @param limit integer = 50: How many actors to show.
-- @example limit=5
with chosen as (
    select coalesce($week::date, (select max(week) from scores)) as week
), acted as (
    select rowid as row, country, week, unnest(actors) as actor, severity, killed_best, salience
    from events
    where week between (select week from chosen) - 7 * $weeks::integer and (select week from chosen)
        and ($country::varchar[] is null or list_contains($country::varchar[], country))
        and nearness <> 'mentioned'
), newcomers as (  -- narrow rows until these are few: titles are read last
    select
        country, actor, count(*) as events, sum(killed_best)::bigint as killed, max(severity) as gravest, arg_max(row, salience) as row
    from acted
    where actor <> country
    group by country, actor
    having min(week) = (select week from chosen)
    order by gravest desc, events desc, country, actor
    limit $limit
)
select n.country, n.actor, n.events, n.killed, n.gravest, e.title as most_salient, e.event_id
from newcomers n
join events e on e.rowid = n.row
order by n.gravest desc, n.events desc, n.country, n.actor
