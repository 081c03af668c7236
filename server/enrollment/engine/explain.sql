-- Why: one row per cause of these users' required enrollments (activities null: in all). *Since* is when the user came
-- into the audience: the membership's moment, else the last journal entry of the fact that says so, else the day added;
-- never before the link was made. When somebody began to match a rule is written nowhere: since they are enrolled. *By* is who
-- made it so then: put the user there, or made the link. A rule is held since it was paused or frozen.
create function explain(subject int[], activities int[])
returns table (
  user_id int, activity_id int, assignment_id int, kind int, object_id int, object_name text,
  through_id int, through_name text, since timestamptz, by_id int, by_name text, held_since timestamptz
)
language plpgsql stable
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  people profiles[] := array(select p from profiles p where p.user_id = any (subject));
  in_few boolean := coalesce(cardinality(activities) <= 10, false);
begin
  return query
  with cause as materialized (
    select w.user_id, w.activity_id, w.assignment_id, a.audience_id, a.target_id, a.created_at, a.batch_id,
      case audience_kind(a.audience_id)
        when 1 then 'company_id' when 2 then 'department_id' when 3 then 'department_id'
        when 7 then 'language' when 9 then 'manager_id' when 10 then 'manager_id'
      end as fact
    from (
      select * from wanted_in(people, activities) where in_few
      union all
      select * from wanted_by_few(people) w
      where not in_few and are_few(people) and (activities is null or w.activity_id = any (activities))
      union all
      select * from wanted(people) w
      where not in_few and not are_few(people) and (activities is null or w.activity_id = any (activities))
    ) w
    cross join lateral (select * from assignments a where a.id = w.assignment_id offset 0) a
  ),
  -- Asked once per user and audience, not per cause: one audience often leads to many activities.
  belonging as materialized (
    select d.user_id, d.audience_id, audience_name(d.audience_id) as name, h.since as held_since,
      coalesce(m.batch_id, j.batch_id) as batch_id,
      case
        when audience_kind(d.audience_id) = 11 then null
        else coalesce(m.since, said.at, (
          select u.added_on::timestamp at time zone academy.time_zone from users u cross join academy where u.id = d.user_id
        ))
      end as since
    from (select distinct c.user_id, c.audience_id, c.fact from cause c) d
    left join memberships m on m.user_id = d.user_id and m.audience_id = d.audience_id
    left join holds h on audience_kind(d.audience_id) = 11 and h.rule_id = audience_object(d.audience_id)
    left join lateral (
      select c.batch_id
      from changes c
      where d.fact is not null and c.fact = 'users' and c.key = d.user_id and c.after ? d.fact
      order by c.id desc limit 1
    ) j on true
    left join lateral (select b.at from batches b where b.id = j.batch_id offset 0) said on true
  )
  select c.user_id, c.activity_id, c.assignment_id, audience_kind(c.audience_id), audience_object(c.audience_id), b.name,
    q.id, q.name,
    greatest(c.created_at, coalesce(b.since, (
      select e.changed_at from enrollments e where e.user_id = c.user_id and e.activity_id = c.activity_id
    ))),
    author.id, author.name, b.held_since
  from cause c
  join belonging b on b.user_id = c.user_id and b.audience_id = c.audience_id
  left join qualifications q on q.id = c.target_id and audience_kind(c.audience_id) <> 15
  left join batches act on act.id = case when b.since > c.created_at and b.batch_id is not null then b.batch_id else c.batch_id end
  left join users author on author.id = act.author_id
  order by c.user_id, c.activity_id, c.audience_id, c.assignment_id;
end
$$;
