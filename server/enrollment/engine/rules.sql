-- Who matches a rule. One predicate in both directions: from users to rules by `rule_anchors`, from rules to users by the
-- index over profiles.

-- The predicate itself: inlined into whatever asks, so that the first part of it reaches the index. Of criteria that are
-- no rule yet,
create function matches(
  audience_ids int[], added_on date,
  query query_int, added_from date, added_to date, within_days int, after_days int, today date
) returns boolean
language sql immutable parallel safe as $$
  select audience_ids @@ query
    and (added_from is null or added_on >= added_from)
    and (added_to is null or added_on <= added_to)
    and (within_days is null or (added_on > today - within_days and added_on <= today))
    and (after_days is null or added_on <= today - after_days)
$$;

-- and of a rule.
create function matches(audience_ids int[], added_on date, rule rules, today date) returns boolean
language sql immutable parallel safe as $$
  select matches(
    audience_ids, added_on,
    (rule).query, (rule).added_from, (rule).added_to, (rule).within_days, (rule).after_days, today
  )
$$;

-- Rules that refer to something archived: held until it is restored.
create view frozen_rules as
select r.id as rule_id
from rules r
where exists (select from archived_audiences x where x.audience_id = any (r.audience_ids));

-- Rules that should be held: paused ones, and active ones that are frozen.
create view rules_to_hold as
select r.id as rule_id from rules r where r.state = 'paused'
union
select r.id from rules r join frozen_rules f on f.rule_id = r.id where r.state = 'active';

-- Whom a rule matches by its predicate, held or not. Users in `moving` are asked by the facts, for their profiles may be
-- about to change: those with marks, and those whom the change in hand has touched.
create function matches_of(rule rules, moving int[]) returns table (user_id int)
language plpgsql stable
as $$
#variable_conflict use_column
declare
  today date := academy_today();
begin
  return query
  select p.user_id
  from profiles p
  left join (select distinct unnest(moving) as user_id) m on m.user_id = p.user_id
  where matches(p.audience_ids, p.added_on, rule, today) and m.user_id is null
  union all
  select f.user_id from profiles_from_facts(moving) f
  where matches(f.audience_ids, f.added_on, rule, today);
end
$$;

-- Makes rule_anchors say where to look for these rules. Under the declarations' lock.
create function refresh_anchors(of_rules int[]) returns void
language sql volatile as $$
  with fresh as materialized (
    select distinct anchor as audience_id, r.id as rule_id
    from rules r
    cross join lateral unnest(r.anchors) as anchor
    left join holds h on h.rule_id = r.id
    where r.id = any (of_rules) and r.state = 'active' and h.rule_id is null
  ),
  gone as (
    delete from rule_anchors a
    where a.rule_id = any (of_rules)
      and not exists (select from fresh f where f.audience_id = a.audience_id and f.rule_id = a.rule_id)
  )
  insert into rule_anchors select * from fresh on conflict do nothing
$$;
