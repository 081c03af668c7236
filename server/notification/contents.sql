-- What is in a message, in its reader's language: one row per learning activity that was to be told. `is_owed`: it is
-- still true and still worth telling. Nobody is told who is not enrolled any more, excluded, or done with it.
create view message_activities as
select m.id as message_id, a.id as activity_id, a.type, activity_title(a.id, u.language) as title,
  e.user_id is not null and x.user_id is null and not exists (
    select from valid_completions c where c.user_id = m.user_id and c.activity_id = a.id
  ) as is_owed
from messages m
join users u on u.id = m.user_id
cross join lateral unnest(m.activity_ids) as listed (activity_id)
join learning_activities a on a.id = listed.activity_id
left join enrollments e on e.user_id = m.user_id and e.activity_id = a.id and e.state = 1
left join exclusions x on x.user_id = m.user_id and x.activity_id = a.id;

-- Whether a message would be sent as things are: it tells something that is true and worth telling, to somebody active.
create function goes_out(m messages) returns boolean
language sql stable as $$
  select u.status = 'active' and case m.kind
    when 'enrolled' then exists (select from message_activities a where a.message_id = m.id and a.is_owed)
    -- Somebody who chose a password since does not need to be invited to.
    when 'invitation' then not exists (
      select from credentials c where c.user_id = m.user_id and c.changed_at > m.created_at
    )
    else true
  end
  from users u where u.id = m.user_id
$$;
