-- What a change would do, asked inside its own transaction: its facts and declarations are written there, and nothing that
-- follows from them is. Reads only; whoever asks rolls back (a preview) or goes on to commit (the guard).

-- Every enrollment that would move, once, and from which state to which. `listed` are the change's lists,
-- [{activity_id, user_ids, ending}], as column_chunks hold them. Of users who are marked themselves the profiles are still to
-- be written: the row scope decides them by the facts, and their lists add only what ends otherwise than by facts.
create function planned(users int[], activities int[], listed jsonb)
returns table (user_id int, activity_id int, state smallint, next smallint, ending int)
language plpgsql stable
set work_mem = '64MB'
as $$
#variable_conflict use_column
declare
  people profiles[] := array(
    select row(f.user_id, f.added_on, f.audience_ids)::profiles from profiles_from_facts(users) f where cardinality(users) > 0
  );
begin
  return query
  with marked as materialized (
    select m.user_id, p.user_id is not null as is_active
    from unnest(users) as m (user_id)
    left join unnest(people) p on p.user_id = m.user_id
  ),
  by_list as materialized (
    select distinct on (d.user_id, d.activity_id) d.user_id, d.activity_id, d.state, d.next, l.ending
    from jsonb_to_recordset(listed) as l (activity_id int, user_ids int[], ending int)
    cross join lateral due_in_activity(l.activity_id, l.user_ids, l.ending) d
    left join marked m on m.user_id = d.user_id
    where d.next is distinct from d.state and m.user_id is null
    order by d.user_id, d.activity_id, l.ending desc
  ),
  by_mark as materialized (
    select d.user_id, d.activity_id, d.state, d.next
    from due_for_users(users, people) d
    where d.next is distinct from d.state and cardinality(users) > 0
  ),
  -- After the row scope whoever is active, and not required, may still be kept: by hand that ends too. What it left as the
  -- batch that is taken back had left it, kept or withdrawn, goes back.
  ended as materialized (
    select m.user_id, l.activity_id, e.state, l.ending,
      step(coalesce(d.next, e.state), e.was, e.on_leaving, false, x.user_id is not null,
        g.started_at >= t.at and not t.withdraw_started, c.user_id is not null,
        case when l.ending = 2 and not m.is_active then 3 else l.ending end) as next
    from jsonb_to_recordset(listed) as l (activity_id int, user_ids int[], ending int)
    cross join lateral unnest(l.user_ids) as u (user_id)
    join marked m on m.user_id = u.user_id
    join enrollments e on e.user_id = m.user_id and e.activity_id = l.activity_id
    left join by_mark d on d.user_id = m.user_id and d.activity_id = l.activity_id
    left join batches_taken_back t on t.batch_id = e.batch_id
    left join exclusions x on x.user_id = m.user_id and x.activity_id = l.activity_id
    left join progress g on g.user_id = m.user_id and g.activity_id = l.activity_id
    left join (select distinct v.user_id, v.activity_id from valid_completions v where v.user_id = any (users)) c
      on c.user_id = m.user_id and c.activity_id = l.activity_id
    where case l.ending
      when 1 then m.is_active and coalesce(d.next, e.state) = 2
      when 2 then d.user_id is null and t.batch_id is not null and e.state in (2, 3)
    end
  ),
  moved as (
    select d.user_id, d.activity_id, d.state, d.next from by_mark d
    union all
    select unnest(d.user_ids), a.id, d.state, d.next
    from unnest(activities) as a (id)
    cross join lateral due_everywhere_in(a.id, users) d
    where d.next is distinct from d.state
  ),
  otherwise as materialized (
    select * from by_list
    union all
    select e.user_id, e.activity_id, e.state, e.next, e.ending from ended e
  )
  select m.user_id, m.activity_id, m.state, m.next, 0
  from moved m
  left join otherwise o on o.user_id = m.user_id and o.activity_id = m.activity_id
  where o.user_id is null
  union all
  select o.user_id, o.activity_id, o.state, o.next, o.ending from otherwise o where o.next is distinct from o.state;
end
$$;

-- How many enrollments a change is about: those of the users and lists that it names, and those to which something leads that it
-- ends or changes.
create function count_governed(users int[], listed jsonb, ended jsonb) returns int
language plpgsql stable
as $$
#variable_conflict use_column
begin
  return (
    with ending_lead as materialized (
      select * from jsonb_to_recordset(ended) as l (audience_id int, activity_id int, assignment_id int)
    ),
    governed as (
      select e.user_id, e.activity_id from enrollments e where e.user_id = any (users) and e.state = 1
      union
      select e.user_id, e.activity_id
      from jsonb_to_recordset(listed) as l (activity_id int, user_ids int[])
      join enrollments e on e.activity_id = l.activity_id and e.user_id = any (l.user_ids)
      where e.state in (1, 2)
      union
      select e.user_id, e.activity_id
      from ending_lead l
      join members_of(array(select distinct audience_id from ending_lead), '{}') m on m.audience_id = l.audience_id
      join enrollments e on e.activity_id = l.activity_id and e.user_id = m.user_id and e.state = 1
    )
    select count(*) from governed
  );
end
$$;

-- How whoever is to come onto lists stands in their activities: of each list its assignment, and (state not null, or excluded)
-- those who have an enrollment there or are excluded. About all others there is nothing to say: they are not looked up.
create function standing_on(lists jsonb)
returns table (audience_id int, activity_id int, assignment_id int, state smallint, is_excluded boolean, user_ids int[])
language sql stable
set work_mem = '64MB'
as $$
  with given as materialized (
    select leads.audience_id, leads.activity_id, leads.assignment_id, l.user_ids
    from jsonb_to_recordset(lists) as l (audience_id int, user_ids int[])
    join leads on leads.audience_id = l.audience_id
  ),
  member as materialized (
    select g.activity_id, m.user_id from given g cross join lateral unnest(g.user_ids) as m (user_id)
  ),
  held as materialized (
    select activity_id, user_id, e.state, x.user_id is not null as is_excluded
    from (select * from enrollments where activity_id = any (array(select g.activity_id from given g))) e
    full join (select * from exclusions where activity_id = any (array(select g.activity_id from given g))) x
      using (activity_id, user_id)
  ),
  standing as (
    select h.activity_id, h.state, h.is_excluded, array_agg(h.user_id) as user_ids
    from member m join held h on h.activity_id = m.activity_id and h.user_id = m.user_id
    group by 1, 2, 3
  )
  select g.audience_id, g.activity_id, g.assignment_id, s.state, s.is_excluded, s.user_ids
  from given g
  left join standing s on s.activity_id = g.activity_id
$$;
