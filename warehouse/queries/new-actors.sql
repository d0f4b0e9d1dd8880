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
    select country, week, unnest(actors) as actor, event_id, title, kind, severity, killed_best, salience
    from events
    where week between (select week from chosen) - 7 * $weeks::integer and (select week from chosen)
        and ($country::varchar[] is null or list_contains($country::varchar[], country))
        and nearness <> 'mentioned'
), before as (
    select distinct country, actor from acted where week < (select week from chosen)
)
select
    a.country, a.actor, count(*) as events, sum(a.killed_best)::bigint as killed, max(a.severity) as gravest,
    arg_max(a.title, a.salience) as most_salient, arg_max(a.event_id, a.salience) as event_id
from acted a
anti join before b on b.country = a.country and b.actor = a.actor
where a.week = (select week from chosen) and a.actor <> a.country
group by a.country, a.actor
order by gravest desc, events desc, a.country, a.actor
limit $limit
