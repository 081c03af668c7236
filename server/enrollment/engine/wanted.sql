-- Every audience that these active users are in: what their profiles say, the rules they match, the lists they stand on.
-- Asked by the index for each, which suits few users: a hash of all rules costs more than deciding one of them. `offset 0`
-- keeps a lateral what it is. Inlined into what asks.
create function reached_by_few(people profiles[]) returns table (user_id int, audience_id int)
language sql stable as $$
  select p.user_id, unnest(p.audience_ids)
  from unnest(people) p
  union all
  select m.user_id, m.audience_id
  from unnest(people) p
  cross join lateral (select * from memberships m where m.user_id = p.user_id and m.audience_id >= first_list() offset 0) m
  union all
  select distinct b.user_id, audience(11, r.id)
  from (select p.user_id, p.added_on, p.audience_ids, unnest(p.audience_ids) as audience_id from unnest(people) p) b
  cross join academy
  cross join lateral (select * from rule_anchors a where a.audience_id = b.audience_id offset 0) a
  cross join lateral (select * from rules r where r.id = a.rule_id offset 0) r
  where matches(b.audience_ids, b.added_on, r.query, r.added_from, r.added_to, r.within_days, r.after_days, academy.today)
  union all
  select h.user_id, audience(11, h.rule_id)
  from unnest(people) p
  cross join lateral (select * from held_matches h where h.user_id = p.user_id offset 0) h
$$;

-- Says that they are many. The planner takes whatever array for ten rows, and then hashes the people, each as often as they are in
-- an audience, where it should hash the rules: half of what `reached` costs. Strict, for it is not to be inlined.
create function many(people profiles[]) returns setof profiles
language sql stable strict rows 2000 as $$ select * from unnest(people) $$;

-- The same of many: all rules are hashed once.
create function reached(people profiles[]) returns table (user_id int, audience_id int)
language plpgsql stable rows 30000
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  today date := academy_today();
  subject int[] := array(select p.user_id from unnest(people) p);
begin
  return query
  select p.user_id, unnest(p.audience_ids)
  from unnest(people) p
  union all
  select m.user_id, m.audience_id
  from memberships m
  where m.user_id = any (subject) and m.audience_id >= first_list()
  union all
  select distinct b.user_id, audience(11, r.id)
  from (select p.user_id, p.added_on, p.audience_ids, unnest(p.audience_ids) as audience_id from many(people) p) b
  join rule_anchors a on a.audience_id = b.audience_id
  join rules r on r.id = a.rule_id
  where matches(b.audience_ids, b.added_on, r, today)
  union all
  select h.user_id, audience(11, h.rule_id)
  from held_matches h
  where h.user_id = any (subject);
end
$$;

-- Which enrollments are required, and why: caused − excluded, for these active users. One row per cause. For few users each
-- audience asks the index of leads (with 7,000 leads: 0.2 ms for one user, 1.3 ms by a hash of all leads); for many all leads
-- are hashed once. The planner knows neither number, so it is said here. Of few, inlined into what asks:
create function wanted_by_few(people profiles[])
returns table (user_id int, activity_id int, assignment_id int, on_leaving smallint)
language sql stable as $$
  select r.user_id, l.activity_id, l.assignment_id, l.on_leaving
  from reached_by_few(people) r
  cross join lateral (select * from leads l where l.audience_id = r.audience_id offset 0) l
  left join lateral (
    select x.user_id from exclusions x where x.user_id = r.user_id and x.activity_id = l.activity_id offset 0
  ) x on true
  where x.user_id is null
$$;

-- How many are few.
create function are_few(people profiles[]) returns boolean
language sql immutable parallel safe as $$ select cardinality(people) <= 50 $$;

create function wanted(people profiles[])
returns table (user_id int, activity_id int, assignment_id int, on_leaving smallint)
language plpgsql stable
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  if are_few(people) then
    return query select * from wanted_by_few(people);
    return;
  end if;
  return query
  select r.user_id, l.activity_id, l.assignment_id, l.on_leaving
  from reached(people) r
  join leads l on l.audience_id = r.audience_id
  left join exclusions x on x.user_id = r.user_id and x.activity_id = l.activity_id
  where x.user_id is null;
end
$$;

-- The same in few activities, of however many users: what leads there is asked of each, not all that leads anywhere.
create function wanted_in(people profiles[], activities int[])
returns table (user_id int, activity_id int, assignment_id int, on_leaving smallint)
language plpgsql stable rows 50
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  today date := academy_today();
begin
  return query
  with lead as materialized (
    select l.*, audience_kind(l.audience_id) as kind, rule.id as rule_id, rule, hold.rule_id is not null as is_held
    from leads l
    left join rules rule on audience_kind(l.audience_id) = 11 and rule.id = audience_object(l.audience_id)
    left join holds hold on hold.rule_id = rule.id
    where l.activity_id = any (activities)
  )
  select p.user_id, l.activity_id, l.assignment_id, l.on_leaving
  from unnest(people) p
  cross join lead l
  left join exclusions x on x.user_id = p.user_id and x.activity_id = l.activity_id
  where x.user_id is null and case
    when l.kind < 11 then l.audience_id = any (p.audience_ids)
    when l.kind > 11 then exists (select from memberships m where m.user_id = p.user_id and m.audience_id = l.audience_id)
    when l.is_held then exists (select from held_matches h where h.user_id = p.user_id and h.rule_id = l.rule_id)
    else matches(p.audience_ids, p.added_on, l.rule, today)
  end;
end
$$;
