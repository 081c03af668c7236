-- Which facts of a batch bear on an enrollment: what began or ended a cause of it.

-- What these batches' journals say that may concern these users: all but what is about others alone.
create function entries_about(of_users int[], of_batches bigint[]) returns setof changes
language sql stable as $$
  select c.id, c.batch_id, c.fact, c.key, c.before, c.after, c.user_ids & of_users
  from changes c
  where c.batch_id = any (of_batches)
    and (c.fact not in ('users', 'grants', 'exclusions', 'completions', 'progress') or c.key = any (of_users)
      or (c.fact = 'users' and coalesce(c.after, c.before) ?| array['manager_id', 'status']))
    and (c.user_ids is null or c.user_ids && of_users)
$$;

-- Out of which audiences these users came by such entries, and into which. `part`: the column of a user's row that says so;
-- `above`: that of somebody they report to; `below`: that of somebody who reports to them.
create function passages(of_users int[], entries changes[])
returns table (user_id int, change_id bigint, batch_id bigint, part text, lost int[], gained int[])
language sql stable as $$
  with entry as materialized (
    select * from unnest(entries)
  ),
  passage as (
    -- Whoever a batch let in and out of the same again came through nothing; else the last entry says what came of it.
    select m.user_id, m.id, m.batch_id, null as part, m.began, array[m.key] as audience_ids
    from (
      select u.user_id, e.id, e.batch_id, e.key, e.after is not null as began,
        lead(e.id) over same_place is null as is_last, count(*) over (partition by e.batch_id, e.key, u.user_id) as passed
      from entry e
      cross join lateral unnest(e.user_ids) as u (user_id)
      where e.fact = 'memberships'
      window same_place as (partition by e.batch_id, e.key, u.user_id order by e.id)
    ) m
    where m.is_last and m.passed % 2 = 1
    union all
    select e.key, e.id, e.batch_id, null, e.after is not null, array[audience(8, 0)]
    from entry e
    where e.fact = 'grants'
    union all
    select u.id, e.id, e.batch_id, 'below', own.began, array[audience(8, 0)]
    from users u
    join entry e on e.fact = 'users' and e.key <> u.id
    cross join lateral (
      select case
        when (e.after ->> 'manager_id')::int = u.id then true
        when (e.before ->> 'manager_id')::int = u.id then false
        when exists (select from users r where r.id = e.key and r.manager_id = u.id) then e.after ->> 'status' = 'active'
      end as began
    ) own
    where u.id = any (of_users) and own.began is not null
  ),
  change as (
    select e.key as user_id, e.id, e.batch_id, p.part,
      audiences_by(p.part, e.before ->> p.part) as before, audiences_by(p.part, e.after ->> p.part) as after
    from entry e
    cross join lateral jsonb_object_keys(e.before) as p (part)
    where e.fact = 'users' and e.after is not null and e.key = any (of_users)
      and p.part in ('company_id', 'department_id', 'language', 'manager_id')
    union all
    select u.id, e.id, e.batch_id, 'above',
      under_managers((e.before ->> 'manager_id')::int), under_managers((e.after ->> 'manager_id')::int)
    from users u
    join entry e on e.fact = 'users' and e.key <> u.id and audience(10, e.key) = any (under_managers(u.manager_id))
    where u.id = any (of_users) and e.after is not null and e.before ? 'manager_id'
    union all
    select u.id, e.id, e.batch_id, null,
      under_departments((e.before ->> 'parent_id')::int), under_departments((e.after ->> 'parent_id')::int)
    from users u
    join entry e on e.fact = 'departments' and audience(3, e.key) = any (under_departments(u.department_id))
    where u.id = any (of_users) and e.after is not null and e.before ? 'parent_id'
  )
  select p.user_id, p.id, p.batch_id, p.part,
    case when p.began then '{}' else p.audience_ids end, case when p.began then p.audience_ids else '{}' end
  from passage p
  union all
  -- Nobody is their own report, though a loop leads back to them.
  select c.user_id, c.id, c.batch_id, c.part,
    c.before - c.after - audience(10, c.user_id), c.after - c.before - audience(10, c.user_id)
  from change c
$$;

-- Every entry of these batches' journals that began or ended, or may have, a cause of these users' enrollments in these
-- activities (the two arrays are pairs): one row per entry and assignment; `part` as above. `began`: null where that can no
-- longer be told. What is not certain is to be named only where nothing is: it is told by what some things are now.
create function bearing(of_users int[], of_activities int[], of_batches bigint[])
returns table (
  user_id int, activity_id int, batch_id bigint, change_id bigint, part text, began boolean, is_certain boolean,
  assignment_id int, audience_id int, target_id int
)
language plpgsql stable
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  today date := academy_today();
  entries changes[] := array(select e from entries_about(of_users, of_batches) e);
  since bigint := (select min(e.id) from unnest(entries) e);
begin
  return query
  with pair as materialized (
    select distinct p.user_id, p.activity_id, u.added_on, coalesce(u.audience_ids, '{}') as audience_ids
    from unnest(of_users, of_activities) as p (user_id, activity_id)
    left join profiles u on u.user_id = p.user_id
  ),
  entry as materialized (
    select * from unnest(entries)
  ),
  batch as materialized (
    select b.id, b.at, min(e.id) as first_id from batches b join entry e on e.batch_id = b.id group by b.id
  ),
  link as materialized (
    select * from links_since(of_activities, since)
  ),
  passage as materialized (
    select * from passages(of_users, entries)
  ),
  passed as (
    select p.user_id, p.activity_id, s.batch_id, s.change_id, s.part, l.audience_id = any (s.gained), l.barred = '{}', l.assignment_id
    from passage s
    join pair p on p.user_id = s.user_id
    join link l on l.activity_id = p.activity_id and l.audience_id = any (s.lost || s.gained)
  ),
  -- What a rule asks turned with the audiences that were lost or gained, and everything else that it asks holds.
  turned as (
    select p.user_id, p.activity_id, s.batch_id, s.change_id, s.part, t.began, t.is_certain and l.barred = '{}', l.assignment_id
    from passage s
    join pair p on p.user_id = s.user_id
    join link l on l.activity_id = p.activity_id and audience_kind(l.audience_id) = 11
    cross join lateral rule_at(audience_object(l.audience_id), s.change_id) as r
    cross join lateral (
      select bool_and(c.began) as began, bool_or(c.began) as in_part,
        bool_and(c.began is not null or (c.audience_ids && p.audience_ids) <> c.is_negated)
          and matches(
            '{0}', said_of(p.user_id, 'added_on', s.change_id)::date, '0',
            r.added_from, r.added_to, r.within_days, r.after_days, day_at(s.change_id)
          ) as is_certain
      from (
        select q.*, case
          when (q.audience_ids && s.lost) <> (q.audience_ids && s.gained) then (q.audience_ids && s.gained) <> q.is_negated
        end as began
        from clauses(r.query) q
      ) c
    ) t
    where r.state = 'active' and t.began = t.in_part
      and not exists (select from holds h join batch b on b.id = s.batch_id where h.rule_id = r.id and h.since < b.at)
  ),
  -- A rule counts days, and somebody's day added was changed or the academy's day moved on.
  dated as (
    select p.user_id, p.activity_id, e.batch_id, e.id, case when e.fact = 'users' then 'added_on' end,
      case when m.before <> m.after then m.after end, m.before <> m.after and l.barred = '{}', l.assignment_id
    from entry e
    join pair p on e.fact = 'academy' or e.key = p.user_id
    join link l on l.activity_id = p.activity_id and audience_kind(l.audience_id) = 11
    cross join lateral rule_at(audience_object(l.audience_id), e.id) as r
    cross join lateral (
      select
        matches(p.audience_ids, coalesce((e.before ->> 'added_on')::date, p.added_on), r, coalesce((e.before ->> 'today')::date, today)) as before,
        matches(p.audience_ids, coalesce((e.after ->> 'added_on')::date, p.added_on), r, coalesce((e.after ->> 'today')::date, today)) as after
    ) m
    where r.state = 'active' and e.after is not null and (
      (e.fact = 'academy' and e.before ? 'today' and num_nonnulls(r.within_days, r.after_days) > 0)
      or (e.fact = 'users' and e.before ? 'added_on' and num_nonnulls(r.added_from, r.added_to, r.within_days, r.after_days) > 0)
    )
  ),
  -- A rule was made, edited, paused or ended; or a held one was let go, by the entry about the rule itself if there is one.
  ruled as (
    select p.user_id, p.activity_id, e.batch_id,
      coalesce((select r.id from entry r where r.batch_id = e.batch_id and r.fact = 'rules' and r.key = e.key limit 1), e.id),
      null, case when m.before <> m.after then m.after end, m.before <> m.after and l.barred - 3 = '{}', l.assignment_id
    from entry e
    join link l on l.audience_id = audience(11, e.key)
    join pair p on p.activity_id = l.activity_id
    cross join lateral rule_at(e.key, e.id) as r
    cross join lateral (select (jsonb_populate_record(r, e.before)).*) as was
    cross join lateral (
      select
        case e.fact
          when 'holds' then exists (
            select from entry h
            where h.batch_id = e.batch_id and h.fact = 'held_matches' and h.key = e.key and p.user_id = any (h.user_ids)
          )
          else e.before is not null and was.state in ('active', 'paused') and matches(p.audience_ids, p.added_on, was, today)
        end as before,
        r.state in ('active', 'paused') and matches(p.audience_ids, p.added_on, r, today) as after
    ) m
    where (e.fact = 'rules' and (e.before is null or e.before - array['id', 'name', 'on_leaving', 'criteria'] <> '{}'))
      or (e.fact = 'holds' and e.after is null)
  ),
  -- A link was made or ended, or what stands at one of its ends archived or restored. One made with its rule goes without
  -- saying.
  declared as (
    select p.user_id, p.activity_id, e.batch_id, e.id, null,
      case when e.before ? 'archived' then e.after ->> 'archived' = 'false' else e.after is not null end,
      l.barred - at.own = '{}' and was_in(p.user_id, l.audience_id, e.id), l.assignment_id
    from entry e
    cross join lateral (
      select
        case
          when e.fact in ('assignments', 'target_activities') then 0
          when e.fact = 'learning_activities' then 1
          when e.fact = 'qualifications' then 2
          else 3
        end as own,
        case e.fact
          when 'companies' then array[audience(1, e.key)]
          when 'departments' then array[audience(2, e.key), audience(3, e.key)]
          when 'teams' then array[audience(4, e.key)]
          when 'job_functions' then array[audience(5, e.key)]
          when 'groups' then array[audience(6, e.key)]
        end as audience_ids
    ) at
    join link l on case
      when e.fact = 'assignments' then e.key = l.assignment_id and (e.before is null or e.after is null) and not exists (
        select from entry r
        where r.batch_id = e.batch_id and r.fact = 'rules' and r.before is null and l.audience_id = audience(11, r.key)
      )
      when e.fact = 'target_activities' then
        e.key = l.target_id and (coalesce(e.after, e.before) ->> 'activity_id')::int = l.activity_id
      when (e.before ? 'archived') is not true then false
      when e.fact = 'learning_activities' then e.key = l.activity_id
      when e.fact = 'qualifications' then e.key = l.target_id
      else l.audience_id = any (at.audience_ids)
    end
    join pair p on p.activity_id = l.activity_id
  ),
  -- The user was added; or is active again, for what is required by now, and without what no longer is.
  present as (
    select p.user_id, p.activity_id, e.batch_id, e.id, null, true, l.barred = '{}' and was_in(p.user_id, l.audience_id, e.id), l.assignment_id
    from entry e
    join pair p on p.user_id = e.key
    join link l on l.activity_id = p.activity_id
    where e.fact = 'users' and (e.before is null or (e.before ? 'status' and e.after ->> 'status' = 'active'))
    union all
    select p.user_id, p.activity_id, e.batch_id, e.id, null, false, true, null
    from entry e
    join pair p on p.user_id = e.key
    where e.fact = 'users' and e.before ? 'status' and e.after ->> 'status' = 'active'
  ),
  -- The user is excluded, or no longer is; or is excluded and by today has completed it too long ago.
  excluded as (
    select p.user_id, p.activity_id, e.batch_id, e.id, null, e.after is null, true, null::int
    from entry e
    join pair p on p.user_id = e.key and p.activity_id = (coalesce(e.after, e.before) ->> 'activity_id')::int
    where e.fact = 'exclusions' and (e.before is null or e.after is null)
    union all
    select p.user_id, p.activity_id, e.batch_id, e.id, null, null, false, null
    from entry e cross join pair p
    where e.fact = 'academy' and e.before ? 'today'
  ),
  found (user_id, activity_id, batch_id, change_id, part, began, is_certain, assignment_id) as (
    select * from passed union all select * from turned union all select * from dated union all select * from ruled
    union all select * from declared union all select * from present union all select * from excluded
  )
  select distinct f.*, l.audience_id, l.target_id
  from found f
  join batch b on b.id = f.batch_id
  left join link l on l.assignment_id = f.assignment_id and l.activity_id = f.activity_id
    and l.created_at <= b.at and (l.ended_id is null or l.ended_id >= b.first_id)
  where f.assignment_id is null or l.assignment_id is not null
  order by f.user_id, f.activity_id, f.change_id, f.assignment_id;
end
$$;
