-- Every audience that these active users are in: what their profiles say, the rules they match, the lists they stand on.
create function reached(people profiles[]) returns table (user_id int, audience_id int)
language plpgsql stable
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
  select distinct p.user_id, audience(11, r.id)
  from unnest(people) p
  cross join lateral unnest(p.audience_ids) as belonging (audience_id)
  join rule_anchors a on a.audience_id = belonging.audience_id
  join rules r on r.id = a.rule_id
  where matches(p.audience_ids, p.added_on, r, today)
  union all
  select h.user_id, audience(11, h.rule_id)
  from held_matches h
  where h.user_id = any (subject);
end
$$;

-- Which enrollments are required, and why: caused − excluded, for these active users. One row per cause.
create function wanted(people profiles[])
returns table (user_id int, activity_id int, assignment_id int, on_leaving smallint)
language plpgsql stable
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  return query
  select r.user_id, l.activity_id, l.assignment_id, l.on_leaving
  from reached(people) r
  join leads l on l.audience_id = r.audience_id
  left join exclusions x on x.user_id = r.user_id and x.activity_id = l.activity_id
  where x.user_id is null;
end
$$;
