-- error: A feed's attempts brought more items than the tables hold: items were lost, and its server may not tell them again.
-- remedy: restore the table `items` from a backup; or `weekwatch collect --whole`, which asks for what the feeds still hold
select null::varchar as country, c.week, c.feed_url as subject,
    'its attempts counted ' || c.n || ' new items, the tables hold ' || coalesce(i.n, 0) as offence
from (
    -- attempts within ten minutes of each other may have counted the same items, and are taken for one
    select feed_url, max(week) as week, sum(n) as n
    from (
        select feed_url, max(week) as week, max(new_item_count) as n
        from (
            select feed_url, week, new_item_count, count_if(coalesce(is_apart, true)) over (partition by feed_url order by fetched_at) as pass
            from (
                select feed_url, week, new_item_count, fetched_at,
                    fetched_at - lag(fetched_at) over (partition by feed_url order by fetched_at) > interval 10 minutes as is_apart
                from fetches where status = 'fetched'
            )
        )
        group by feed_url, pass
    )
    group by feed_url
) c
left join (select feed_url, count(*) as n from items group by feed_url) i using (feed_url)
where c.n > coalesce(i.n, 0)
