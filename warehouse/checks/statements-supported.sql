-- error: A statement was published without support, without citations, or citing what is not in its country-week.
-- remedy: weekwatch run --countries {country} --week {week} --force
select s.country, s.week, s.statement_id as subject,
    case
        when not s.supported then 'the verifier rejected it: ' || s.support_reason
        when len(s.citations) = 0 then 'it cites nothing'
        else 'it cites the unknown article ' || c.citation
    end as offence
from statements s
left join (
    select country, week, statement_id, any_value(citation) as citation
    from (select country, week, statement_id, unnest(citations) as citation from statements) x
    anti join articles a on a.country = x.country and a.week = x.week and a.article_id = x.citation
    group by country, week, statement_id
) c using (country, week, statement_id)
where not s.supported or len(s.citations) = 0 or c.citation is not null
