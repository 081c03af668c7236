-- What was so when an entry of the journal had been written: found by going back from what is so now, through later entries.

-- The audiences that a department, with those above it, puts people into; and a manager, with those above them. Walks use
-- `union`, for both may have loops in data.
create function under_departments(of_department int) returns int[]
language sql stable as $$
  with recursive up as (
    select of_department as id where of_department is not null
    union
    select d.parent_id from up join departments d on d.id = up.id where d.parent_id is not null
  )
  select array(select audience(3, id) from up)
$$;

create function under_managers(of_manager int) returns int[]
language sql stable as $$
  with recursive up as (
    select of_manager as id where of_manager is not null
    union
    select u.manager_id from up join users u on u.id = up.id where u.manager_id is not null
  )
  select array(select audience(10, id) from up)
$$;

-- The audiences that one column of a user's row puts them into.
create function audiences_by(part text, said text) returns int[]
language sql stable as $$
  select case
    when said is null then '{}'
    when part = 'company_id' then array[audience(1, said::int)]
    when part = 'department_id' then array[audience(2, said::int)] || under_departments(said::int)
    when part = 'language' then array(select audience(7, l.id) from languages l where l.code = said)
    when part = 'manager_id' then array[audience(9, said::int)] || under_managers(said::int)
    else '{}'
  end
$$;

-- One column of a user's row.
create function said_of(of_user int, part text, until bigint) returns text
language sql stable as $$
  select case when later.id is null then to_jsonb(u) ->> part else later.said end
  from users u
  left join lateral (
    select c.id, c.before ->> part as said
    from changes c
    where c.fact = 'users' and c.key = u.id and c.id > until and c.before ? part
    order by c.id limit 1
  ) later on true
  where u.id = of_user
$$;

-- What day it was in the academy.
create function day_at(until bigint) returns date
language sql stable as $$
  select coalesce(
    (
      select (c.before ->> 'today')::date
      from changes c
      where c.fact = 'academy' and c.id > until and c.before ? 'today'
      order by c.id limit 1
    ),
    academy_today()
  )
$$;

create function rule_at(of_rule int, until bigint) returns rules
language sql stable as $$
  select jsonb_populate_record(r, coalesce(later.was, '{}'))
  from rules r
  cross join lateral (
    select jsonb_object_agg(was.key, was.value order by c.id desc) as was
    from changes c
    cross join lateral jsonb_each(c.before) was
    where c.fact = 'rules' and c.key = r.id and c.id > until and c.after is not null
  ) later
  where r.id = of_rule
$$;

-- Whether a user was in an audience. Whether they managed somebody, and what a rule asks of them, is read as it is now.
create function was_in(of_user int, of_audience int, until bigint) returns boolean
language sql stable as $$
  select case audience_kind(of_audience)
    when 0 then audience_object(of_audience) in (0, of_user)
    when 1 then of_audience = any (audiences_by('company_id', said_of(of_user, 'company_id', until)))
    when 2 then of_audience = any (audiences_by('department_id', said_of(of_user, 'department_id', until)))
    when 3 then of_audience = any (audiences_by('department_id', said_of(of_user, 'department_id', until)))
    when 7 then of_audience = any (audiences_by('language', said_of(of_user, 'language', until)))
    when 8 then exists (select from profiles p where p.user_id = of_user and p.audience_ids @> array[of_audience])
    when 9 then of_audience = any (audiences_by('manager_id', said_of(of_user, 'manager_id', until)))
    when 10 then audience_object(of_audience) <> of_user
      and of_audience = any (audiences_by('manager_id', said_of(of_user, 'manager_id', until)))
    when 11 then exists (
      select from profiles p
      cross join lateral rule_at(audience_object(of_audience), until) as r
      left join holds h on h.rule_id = r.id
      where p.user_id = of_user and case
        when h.rule_id is null then matches(p.audience_ids, p.added_on, r, academy_today())
        else exists (select from held_matches m where m.rule_id = r.id and m.user_id = of_user)
      end
    )
    else coalesce(
      (
        select c.before is not null
        from changes c
        where c.fact = 'memberships' and c.key = of_audience and c.id > until and c.user_ids @> array[of_user]
        order by c.id limit 1
      ),
      exists (select from memberships m where m.user_id = of_user and m.audience_id = of_audience)
    )
  end
$$;

-- What leads to these activities, and what ceased to by an entry that is not earlier than `since`. `barred`: which of its ends
-- are archived now (1 the activity, 2 the qualification, 3 the unit) or are a rule without effect (3).
create function links_since(of_activities int[], since bigint)
returns table (
  activity_id int, assignment_id int, audience_id int, target_id int, created_at timestamptz, ended_id bigint, barred int[]
)
language sql stable as $$
  with content as materialized (
    select t.target_id, t.activity_id, null::bigint as ended_id
    from target_activities t where t.activity_id = any (of_activities)
    union all
    select c.key, (c.before ->> 'activity_id')::int, c.id
    from changes c
    where c.fact = 'target_activities' and c.after is null and c.id >= since
      and (c.before ->> 'activity_id')::int = any (of_activities)
  ),
  link as (
    select t.activity_id, a.id as assignment_id, a.audience_id, a.target_id, a.created_at, t.ended_id
    from content t join assignments a on a.target_id = t.target_id
    union all
    select t.activity_id, c.key, (c.before ->> 'audience_id')::int, t.target_id,
      (c.before ->> 'created_at')::timestamptz, least(c.id, t.ended_id)
    from changes c join content t on t.target_id = (c.before ->> 'target_id')::int
    where c.fact = 'assignments' and c.after is null and c.id >= since
  )
  select l.*, array_remove(array[
    case when a.archived then 1 end,
    case when q.archived then 2 end,
    case when x.audience_id is not null or r.state in ('draft', 'ended') then 3 end
  ], null)
  from link l
  join learning_activities a on a.id = l.activity_id
  left join qualifications q on q.id = l.target_id
  left join archived_audiences x on x.audience_id = l.audience_id
  left join rules r on audience_kind(l.audience_id) = 11 and r.id = audience_object(l.audience_id)
$$;
