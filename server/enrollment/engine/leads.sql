-- Which audiences lead to which activities, and with which on leaving.
create view leads as
select contained.activity_id, cause.audience_id, cause.id as assignment_id,
  coalesce(cause.on_leaving, activity.on_leaving, academy.on_leaving) as on_leaving
from assignments cause
join target_activities contained on contained.target_id = cause.target_id
join learning_activities activity on activity.id = contained.activity_id
cross join academy;
