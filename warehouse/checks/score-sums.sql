-- error: A score's points are not the sum of its contributions, or its sectors' not those of its events.
-- remedy: weekwatch run --countries {country} --week {week} --force
select s.country, s.week, s.revision as subject,
    'raw_points ' || s.raw_points || ', contributions ' || coalesce(c.points, 0) || '; events ' || coalesce(c.happened, 0)
        || ', sectors ' || sectors as offence
from (
    select *, diplomacy + military + border_trade + energy + cyber + internal_security + unrest + disaster + health + other as sectors
    from scores
) s
left join (
    select country, week, sum(points) as points, sum(points) filter (where part = 'event') as happened
    from contributions group by country, week
) c using (country, week)
where abs(s.raw_points - coalesce(c.points, 0)) > 1e-6 * greatest(1, s.raw_points)
    or abs(sectors - coalesce(c.happened, 0)) > 1e-6 * greatest(1, s.raw_points)
