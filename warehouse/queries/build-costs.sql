-- What building took, week by week: country-weeks, articles, text, processor time, seconds of every stage (gathering is the
-- reading and attributing of items), and a language model's tokens and dollars. The newest build of each country-week counts.
--
-- @param country countries = null: Countries to add up; all if not given.
-- @param from week = null: First week; the earliest if not given.
-- @param to week = null: Last week; the latest if not given.
-- @example country=MN
select
    week, count(*) as country_weeks, sum(article_count)::bigint as articles, sum(text_bytes) / 1e6 as text_mb,
    sum(cpu_seconds) as cpu_seconds, sum(gather_seconds) as gather, sum(select_seconds) as "select",
    sum(dedupe_seconds) as dedupe, sum(read_seconds) as read, sum(group_seconds) as "group", sum(happen_seconds) as happen, sum(weigh_seconds) as weigh,
    sum(locate_seconds) as locate, sum(look_ahead_seconds) as look_ahead, sum(write_seconds) as write,
    sum(input_tokens)::bigint as input_tokens, sum(output_tokens)::bigint as output_tokens, sum(cost_usd) as cost_usd
from (
    select * from runs where status = 'complete'
    qualify row_number() over (partition by country, week order by finished_at desc) = 1
)
where ($country::varchar[] is null or list_contains($country::varchar[], country))
    and ($from::date is null or week >= $from::date) and ($to::date is null or week <= $to::date)
group by week
order by week
