-- warning: A forecast of the level has not been judged, or wrongly, though the week that it speaks of has been built.
-- remedy: weekwatch resolve-outlook
select o.country, o.week, o.outlook_id as subject,
    'above ' || o.subject || ' before ' || o.resolves_on || '? It became ' || later.threat_level || ', the outcome is '
        || coalesce(o.outcome::varchar, 'not written down') as offence
from outlook o
join scores said on said.country = o.country and said.week = o.week
join scores later on later.country = o.country and later.week = o.resolves_on - 7 and later.formula_version = said.formula_version
where o.kind = 'level' and later.threat_level <> 'Insufficient evidence'
    and o.outcome is distinct from (
        list_position(['Low', 'Guarded', 'Elevated', 'High', 'Severe'], later.threat_level)
        > list_position(['Low', 'Guarded', 'Elevated', 'High', 'Severe'], o.subject)
    )
