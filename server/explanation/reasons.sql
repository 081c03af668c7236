-- What made an enrollment go from one state to another in these batches: each entry of their journals that bears on it,
-- with the causes that it began or ended. Whatever is named is an audience: what it is about (`subject`; null: the learning
-- activity, or the user), from which to which. Read from the journal, so that it can be told when the facts are gone.
create function reasons(of_user int, of_activity int, of_batches bigint[])
returns table (
  batch_id bigint, change_id bigint, part text, began boolean, is_certain boolean, fact text, before jsonb, after jsonb,
  subject int, subject_name text, from_id int, from_name text, to_id int, to_name text, causes jsonb
)
language plpgsql stable
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  return query
  with borne as materialized (
    select b.batch_id, b.change_id, b.part, b.began, b.is_certain,
      coalesce(jsonb_agg(
        jsonb_build_object(
          'assignmentId', b.assignment_id, 'audienceId', b.audience_id, 'name', audience_name(b.audience_id),
          'throughId', q.id, 'throughName', q.name
        ) order by b.audience_id, b.assignment_id
      ) filter (where b.assignment_id is not null), '[]') as causes
    from bearing(array[of_user], array[of_activity], of_batches) b
    left join qualifications q on q.id = b.target_id and audience_kind(b.audience_id) <> 15
    group by b.batch_id, b.change_id, b.part, b.began, b.is_certain
  )
  select b.batch_id, b.change_id, b.part, b.began, b.is_certain, c.fact, c.before, c.after,
    named.subject, audience_name(named.subject), named.from_id, audience_name(named.from_id), named.to_id, audience_name(named.to_id),
    b.causes
  from borne b
  join changes c on c.id = b.change_id
  cross join lateral (
    select
      case
        when c.fact = 'users' and b.part = 'company_id' then 1
        when c.fact = 'users' and b.part = 'department_id' then 2
        when c.fact = 'users' and b.part in ('manager_id', 'above') then 9
        when c.fact = 'departments' and c.before ? 'parent_id' then 2
      end as kind,
      case when c.fact = 'departments' then 'parent_id' when b.part = 'above' then 'manager_id' else b.part end as "column"
  ) told
  cross join lateral (
    select
      case
        when c.fact = 'memberships' then c.key
        when c.fact = 'users' and b.part = 'above' then audience(9, c.key)
        when c.fact in ('holds', 'rules') then audience(11, c.key)
        when c.fact = 'companies' then audience(1, c.key)
        when c.fact = 'departments' then audience(2, c.key)
        when c.fact = 'teams' then audience(4, c.key)
        when c.fact = 'job_functions' then audience(5, c.key)
        when c.fact = 'groups' then audience(6, c.key)
        when c.fact in ('target_activities', 'qualifications') then audience(15, c.key)
      end as subject,
      case
        when b.part = 'language' then (select audience(7, l.id) from languages l where l.code = c.before ->> 'language')
        when told.kind is not null then audience(told.kind, (c.before ->> told."column")::int)
      end as from_id,
      case
        when b.part = 'language' then (select audience(7, l.id) from languages l where l.code = c.after ->> 'language')
        when told.kind is not null then audience(told.kind, (c.after ->> told."column")::int)
      end as to_id
  ) named
  order by b.change_id, b.part;
end
$$;

-- The transitions of one enrollment, newest first, and how many there are.
create function transitions(of_user int, of_activity int, most int)
returns table (at timestamptz, kind smallint, batch_id bigint, total int)
language sql stable as $$
  select e.at, e.kind, e.batch_id, count(*) over ()::int
  from events e
  where e.bucket = of_user >> 10 and e.user_ids @> array[of_user] and e.activity_ids @> array[of_activity]
  order by e.id desc
  limit most
$$;
