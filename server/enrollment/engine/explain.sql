-- The name a screen gives an audience; null where its kind says all (everyone, managers).
create function audience_name(audience_id int) returns text
language sql stable as $$
  select case audience_kind(audience_id)
    when 0 then (select u.name from users u where u.id = audience_object(audience_id))
    when 1 then (select c.name from companies c where c.id = audience_object(audience_id))
    when 2 then (select d.name from departments d where d.id = audience_object(audience_id))
    when 3 then (select d.name from departments d where d.id = audience_object(audience_id))
    when 4 then (select t.name from teams t where t.id = audience_object(audience_id))
    when 5 then (select f.name from job_functions f where f.id = audience_object(audience_id))
    when 6 then (select g.name from groups g where g.id = audience_object(audience_id))
    when 7 then (select l.code from languages l where l.id = audience_object(audience_id))
    when 9 then (select u.name from users u where u.id = audience_object(audience_id))
    when 10 then (select u.name from users u where u.id = audience_object(audience_id))
    when 11 then (select r.name from rules r where r.id = audience_object(audience_id))
    when 15 then (select q.name from qualifications q where q.id = audience_object(audience_id))
  end
$$;

-- Why: one row per cause of these users' required enrollments (activities null: in all). *Since* is when the user came
-- into the audience: the membership's moment, else the last journal entry of the fact that says so, else the day added;
-- never before the link was made. When somebody began to match a rule is written nowhere: since they are enrolled. *By* is the
-- author of a membership, where a person wrote it.
create function explain(subject int[], activities int[])
returns table (
  user_id int, activity_id int, assignment_id int, kind int, object_id int, object_name text,
  through_id int, through_name text, since timestamptz, by_id int, by_name text
)
language plpgsql stable
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  people profiles[] := array(select p from profiles p where p.user_id = any (subject));
begin
  return query
  with cause as materialized (
    select w.user_id, w.activity_id, w.assignment_id, a.audience_id, a.target_id, a.created_at,
      case audience_kind(a.audience_id)
        when 1 then 'company_id' when 2 then 'department_id' when 3 then 'department_id'
        when 7 then 'language' when 9 then 'manager_id' when 10 then 'manager_id'
      end as fact
    from wanted(people) w
    join assignments a on a.id = w.assignment_id
    where activities is null or w.activity_id = any (activities)
  ),
  -- Asked once per user and audience, not per cause: one audience often leads to many activities.
  belonging as materialized (
    select d.user_id, d.audience_id, d.fact, m.user_id is not null as is_listed, coalesce(m.since, j.at) as since, mb.author_id
    from (select distinct c.user_id, c.audience_id, c.fact from cause c) d
    left join memberships m on m.user_id = d.user_id and m.audience_id = d.audience_id
    left join batches mb on mb.id = m.batch_id
    left join lateral (
      select b.at
      from changes c
      join batches b on b.id = c.batch_id
      where d.fact is not null and c.fact = 'users' and c.key = d.user_id and c.after ? d.fact
      order by c.id desc limit 1
    ) j on true
  )
  select c.user_id, c.activity_id, c.assignment_id, audience_kind(c.audience_id), audience_object(c.audience_id),
    audience_name(c.audience_id),
    q.id, q.name,
    greatest(c.created_at, coalesce(b.since, e.changed_at, u.added_on::timestamp at time zone academy.time_zone)),
    author.id, author.name
  from cause c
  join belonging b on b.user_id = c.user_id and b.audience_id = c.audience_id
  join users u on u.id = c.user_id
  cross join academy
  left join enrollments e on audience_kind(c.audience_id) = 11 and e.user_id = c.user_id and e.activity_id = c.activity_id
  left join qualifications q on q.id = c.target_id and audience_kind(c.audience_id) <> 15
  left join users author on author.id = b.author_id
  order by c.user_id, c.activity_id, c.audience_id, c.assignment_id;
end
$$;
