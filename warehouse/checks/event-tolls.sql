-- error: An event's best toll lies outside its range, is of no figure that was told, or counts a number that never counts.
-- remedy: weekwatch run --countries {country} --week {week} --force
select e.country, e.week, e.event_id as subject,
    'killed ' || e.killed_best || ' of ' || e.killed_low || ' to ' || e.killed_high || ', told ' || coalesce(f.told, 'never') as offence
from events e
left join (
    select country, week, event_id, string_agg(distinct high::varchar || ' (' || covers || ')', ', ') as told,
        bool_or(covers not in ('event', 'running')) as wrong, list(high) as numbers
    from event_figures where what = 'killed' and counts group by country, week, event_id
) f on f.country = e.country and f.week = e.week and f.event_id = e.event_id
where e.killed_best is not null and e.corrected_because is null -- the desk may know a number that no article tells
    and (e.killed_best not between e.killed_low and e.killed_high or f.numbers is null or f.wrong or not list_contains(f.numbers, e.killed_best))
