-- error: An article was published outside its week and the three days after it in which its text may still date it back.
-- remedy: weekwatch run --countries {country} --week {week} --force
select country, week, article_id as subject, 'published ' || published_at as offence
from articles where published_at < week or published_at >= week + 10
