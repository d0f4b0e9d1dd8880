-- error: The ranks of a country-week's events are not 1 to their number in the order of salience.
-- remedy: weekwatch run --countries {country} --week {week} --force
select country, week, event_id as subject, 'rank ' || rank || ' where its salience of ' || salience || ' is number ' || due as offence
from (
    select *, row_number() over (partition by country, week order by salience desc, event_id) as due from events
)
where rank <> due
