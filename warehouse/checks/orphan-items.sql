-- error: An article is none of the collected items, so that it cannot be walked back to the bytes as served.
-- remedy: collect or import its feed again, then weekwatch run --countries {country} --week {week} --force
select a.country, a.week, a.article_id as subject, 'there is no item of this id in its week or the next' as offence
from articles a anti join items i on i.week in (a.week, a.week + 7) and i.item_id = a.article_id
