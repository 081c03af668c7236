-- Who matches a rule. One predicate in both directions: from users to rules by `rule_anchors` (the second half of this file
-- chooses them), from rules to users by the index over profiles.

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

-- What a query asks, clause by clause: one of these audiences, or (negated) none of them. All clauses have to hold.
create function clauses(query query_int) returns table (nth int, audience_ids int[], is_negated boolean)
language sql immutable parallel safe as $$
  select clause.nth::int,
    array(select named[1]::int from regexp_matches(clause.text, '\d+', 'g') named),
    clause.text like '%!%'
  from regexp_split_to_table(query::text, '&') with ordinality as clause (text, nth)
$$;

-- Where a rule may be looked for: whoever matches it is in one of these audiences. As many choices as it has criteria that say
-- whom they want; everyone where none does.
create function possible_anchors(query query_int) returns table (audience_ids int[])
language sql immutable parallel safe as $$
  select sort(c.audience_ids) from clauses(query) c where not c.is_negated
  union
  select array[audience(0, 0)] where not exists (select from clauses(query) c where not c.is_negated)
$$;

-- How many people are in the audiences that many are in, by the statistics that the planner keeps of profiles. Whatever is not
-- here has fewer than any that is, or there are no statistics yet.
create view common_audiences as
select m.audience_id, (m.frequency * c.reltuples)::int as people
from pg_stats s
join pg_class c on c.oid = 'public.profiles'::regclass and c.reltuples > 0
cross join lateral unnest(s.most_common_elems::text::int[], s.most_common_elem_freqs) as m (audience_id, frequency)
where s.schemaname = 'public' and s.tablename = 'profiles' and s.attname = 'audience_ids' and m.audience_id is not null;

-- How many people are in one of these audiences, counted as far as it matters which are fewer: by a query whose plan knows the
-- audiences, an index for few people, and a short scan for many.
create function count_people(audiences int[]) returns int
language plpgsql stable
as $$
declare
  far constant int := 20001;
  people int;
begin
  execute 'select count(*)::int from (select from profiles where audience_ids && $1 limit $2) as counted'
  into people using audiences, far;
  return people;
end
$$;

-- Makes rule_anchors say where to look for these rules: where fewest people are, so that few have the rule asked about them.
-- Which choice it is decides nothing else. What the statistics name is not counted. Under the declarations' lock.
create function refresh_anchors(of_rules int[]) returns void
language sql volatile as $$
  with common as materialized (
    select * from common_audiences
  ),
  possible as materialized (
    select r.id as rule_id, p.audience_ids, count(*) over (partition by r.id) as choices
    from rules r
    cross join lateral possible_anchors(r.query) p
    left join holds h on h.rule_id = r.id
    where r.id = any (of_rules) and r.state = 'active' and h.rule_id is null
  ),
  counted as materialized (
    select p.audience_ids,
      case when count(c.audience_id) = cardinality(p.audience_ids) then sum(c.people)
        else greatest(sum(c.people), count_people(p.audience_ids)) end as people
    from (select distinct p.audience_ids from possible p where p.choices > 1) p
    cross join lateral unnest(p.audience_ids) as one (audience_id)
    left join common c on c.audience_id = one.audience_id
    group by p.audience_ids
  ),
  chosen as (
    select distinct on (p.rule_id) p.rule_id, p.audience_ids
    from possible p
    left join counted c on c.audience_ids = p.audience_ids
    order by p.rule_id, c.people, cardinality(p.audience_ids), p.audience_ids
  ),
  fresh as materialized (
    select unnest(c.audience_ids) as audience_id, c.rule_id from chosen c
  ),
  gone as (
    delete from rule_anchors a
    where a.rule_id = any (of_rules)
      and not exists (select from fresh f where f.audience_id = a.audience_id and f.rule_id = a.rule_id)
  )
  insert into rule_anchors select * from fresh on conflict do nothing
$$;

-- Chooses anew for rules that are looked for among more than twice as many people as they could be, going by the statistics: one
-- that was made when nobody was there yet, or whose team has become the whole company. Under the declarations' lock.
create function refresh_outgrown_anchors() returns void
language sql volatile as $$
  with common as materialized (
    select * from common_audiences
  ),
  present as materialized (
    select a.rule_id, array_agg(a.audience_id order by a.audience_id) as audience_ids from rule_anchors a group by a.rule_id
  ),
  choice as (
    select n.rule_id, p.audience_ids = n.audience_ids as is_present, sum(coalesce(c.people, 0)) as people
    from present n
    join rules r on r.id = n.rule_id
    cross join lateral possible_anchors(r.query) p
    cross join lateral unnest(p.audience_ids) as one (audience_id)
    left join common c on c.audience_id = one.audience_id
    where r.query::text like '%&%'
    group by n.rule_id, n.audience_ids, p.audience_ids
  ),
  outgrown as (
    select c.rule_id
    from choice c
    group by c.rule_id
    having min(c.people) filter (where c.is_present) > 2 * min(c.people)
  )
  select refresh_anchors(array(select o.rule_id from outgrown o))
$$;
