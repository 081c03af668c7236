-- The assignments that lead somewhere now: neither where they come from nor the qualification they lead to is archived, and
-- a rule is neither a draft nor ended.
create view leading_assignments as
select cause.id, cause.audience_id, cause.target_id, coalesce(cause.on_leaving, rule.on_leaving) as on_leaving
from assignments cause
left join qualifications qualification on qualification.id = cause.target_id
left join rules rule on audience_kind(cause.audience_id) = 11 and rule.id = audience_object(cause.audience_id)
left join archived_audiences archived on archived.audience_id = cause.audience_id
where archived.audience_id is null
  and qualification.archived is not true
  and (rule.id is null or rule.state in ('active', 'paused'));

-- Which audiences lead to which activities, by which assignment and with which on leaving, as the declarations say it now.
-- The table `leads` is the same, written down by `refresh_leads`.
create view leads_from_declarations as
select cause.audience_id, contained.activity_id, cause.id as assignment_id,
  coalesce(cause.on_leaving, activity.on_leaving, academy.on_leaving) as on_leaving
from leading_assignments cause
join target_activities contained on contained.target_id = cause.target_id
join learning_activities activity on activity.id = contained.activity_id and not activity.archived
cross join academy;

-- Makes `leads` say what the declarations say about these activities; answers what began and what ended to lead there.
-- In the change that declares, under the declarations' lock.
create function refresh_leads(activities int[])
returns table (audience_id int, activity_id int, assignment_id int, began boolean)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  return query
  with fresh as materialized (
    select * from leads_from_declarations where activity_id = any (activities)
  ),
  gone as (
    delete from leads l
    where l.activity_id = any (activities) and not exists (
      select from fresh f
      where f.audience_id = l.audience_id and f.activity_id = l.activity_id and f.assignment_id = l.assignment_id
    )
    returning l.audience_id, l.activity_id, l.assignment_id
  ),
  written as (
    insert into leads as l (audience_id, activity_id, assignment_id, on_leaving)
    select f.audience_id, f.activity_id, f.assignment_id, f.on_leaving from fresh f
    on conflict (audience_id, activity_id, assignment_id) do update set on_leaving = excluded.on_leaving
    where l.on_leaving <> excluded.on_leaving
  )
  select g.audience_id, g.activity_id, g.assignment_id, false from gone g
  union all
  select f.audience_id, f.activity_id, f.assignment_id, true
  from fresh f
  where not exists (
    select from leads l
    where l.audience_id = f.audience_id and l.activity_id = f.activity_id and l.assignment_id = f.assignment_id
  );
end
$$;
