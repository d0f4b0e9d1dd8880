-- error: A run counted other articles or stories than the tables hold: rows were lost.
-- remedy: weekwatch run --countries {country} --week {week} --force
select r.country, r.week, r.revision as subject,
    'the run wrote ' || r.article_count || ' articles and ' || r.story_count || ' stories, the tables hold '
        || coalesce(a.n, 0) || ' and ' || coalesce(s.n, 0) as offence
from (
    select * from runs semi join current_revisions using (country, week, revision)
    where status = 'complete'
    qualify row_number() over (partition by country, week order by finished_at desc) = 1
) r
left join (select country, week, count(*) as n from articles group by all) a using (country, week)
left join (select country, week, count(*) as n from stories group by all) s using (country, week)
where r.article_count <> coalesce(a.n, 0) or r.story_count <> coalesce(s.n, 0)
