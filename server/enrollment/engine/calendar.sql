-- The academy's day at a moment, in its time zone.
create function academy_day(at timestamptz) returns date
language sql stable parallel safe as $$ select (at at time zone time_zone)::date from public.academy $$;

-- Whom the move from one day to a later one concerns: users whose `added_on` crosses the boundary of a rule that moves with the
-- date, and users who are excluded but kept because they had completed it, when that completion runs out. By facts, not by
-- profiles: asked under the locks that keep both still.
create function users_crossing(day_before date, day date) returns table (user_id int)
language sql stable as $$
  with boundary as (
    select distinct edge
    from rules r
    cross join lateral (values (r.within_days), (r.after_days), (case when r.within_days is not null then 0 end)) as b (edge)
    where r.state = 'active' and edge is not null
  )
  select u.id
  from boundary b
  join users u on u.added_on > day_before - b.edge and u.added_on <= day - b.edge
  where u.status = 'active'
  union
  select x.user_id
  from exclusions x
  join completions c on c.user_id = x.user_id and c.activity_id = x.activity_id
  join learning_activities a on a.id = c.activity_id
  where a.valid_months is not null
    and (c.completed_on + make_interval(months => a.valid_months))::date > day_before
    and (c.completed_on + make_interval(months => a.valid_months))::date <= day
$$;
