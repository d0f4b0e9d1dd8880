-- A row a week that was built of any country: its first and last day, its ISO name by its fourth day, month and year of its first day, and how long ago it was.
select
    week, (week + to_days(6))::date as last_day,
    isoyear(week + to_days(3))::varchar || '-W' || lpad(weekofyear(week + to_days(3))::varchar, 2, '0') as label,
    year(week) as year, month(week) as month, date_trunc('month', week)::date as month_start, date_trunc('quarter', week)::date as quarter_start,
    datediff('day', week, max(week) over ()) // 7 as weeks_ago, count(*) as countries
from current_revisions group by week
