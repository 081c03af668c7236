-- Which enrollments are required, and why: caused − excluded, for active users. One row per cause.
-- A view, so that a filter on user or activity reaches the indexes below it.
create view wanted as
select
  reached.user_id,
  contained.activity_id,
  cause.id as assignment_id,
  coalesce(cause.on_leaving, activity.on_leaving, academy.on_leaving) as on_leaving
from (
  select p.user_id, belonging.audience_id
  from profiles p
  cross join lateral unnest(p.audience_ids) as belonging (audience_id)
  union all
  select m.user_id, m.audience_id
  from memberships m
  join profiles p on p.user_id = m.user_id
  where m.audience_id >= first_list()
) reached
join assignments cause on cause.audience_id = reached.audience_id
join target_activities contained on contained.target_id = cause.target_id
join learning_activities activity on activity.id = contained.activity_id
cross join academy
left join exclusions excluded
  on excluded.user_id = reached.user_id and excluded.activity_id = contained.activity_id
where excluded.user_id is null;
