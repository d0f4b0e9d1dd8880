-- error: An article repeats one that is not in its country-week, or one that is itself a repetition.
-- remedy: weekwatch run --countries {country} --week {week} --force
select d.country, d.week, d.article_id as subject, 'its original ' || d.duplicate_of || ' is missing or a repetition itself' as offence
from articles d
left join articles o on o.country = d.country and o.week = d.week and o.article_id = d.duplicate_of
where d.duplicate_of is not null and (o.article_id is null or o.duplicate_of is not null)
