-- A plan in words: what would move, as plan.sql says, with the reasons and with whom it meets. Reads only, as that does.

-- Who is in these audiences now, one row per user and audience: what facts say of whoever is active, their matches of
-- rules, and lists. `moving` are left out where profiles are asked, for theirs are not written yet.
create function members_of(audiences int[], moving int[]) returns table (audience_id int, user_id int)
language plpgsql stable
as $$
#variable_conflict use_column
declare
  today date := academy_today();
begin
  return query
  with asked as materialized (select distinct a.id from unnest(audiences) as a (id)),
  still as materialized (select unnest(moving) as user_id)
  select a.id, p.user_id
  from asked a
  join profiles p on p.audience_ids @> array[a.id]
  left join still s on s.user_id = p.user_id
  where audience_kind(a.id) < 11 and s.user_id is null
  union all
  select a.id, p.user_id
  from asked a
  join rules r on audience_kind(a.id) = 11 and r.id = audience_object(a.id)
  left join holds h on h.rule_id = r.id
  join profiles p on matches(p.audience_ids, p.added_on, r, today)
  left join still s on s.user_id = p.user_id
  where h.rule_id is null and s.user_id is null
  union all
  select a.id, m.user_id
  from asked a
  join held_matches m on audience_kind(a.id) = 11 and m.rule_id = audience_object(a.id)
  join profiles p on p.user_id = m.user_id
  union all
  select a.id, m.user_id
  from asked a
  join memberships m on m.audience_id = a.id
  join profiles p on p.user_id = m.user_id
  where a.id >= first_list();
end
$$;

-- What somebody is told of a transition.
create function kind_of_move(state smallint, next smallint) returns text
language sql immutable parallel safe as $$
  select case
    when next = 1 and state is null then 'enrolled'
    when next = 1 and state = 3 then 'resumed'
    when next = 1 then 'required-again'
    when next = 2 then 'kept'
    else 'withdrawn'
  end
$$;

-- The plan with its reasons, as rectangles: these users, in this activity, for the same reason. Beside what would move: who
-- is `already` in although something new leads there, and who is `excluded` from it.
--   began, ended      [{audience_id, activity_id, assignment_id}]: what begins and ceases to lead where; a rule whose
--                     words change is in both
--   joining, leaving  [{audience_id, user_ids}]: lists and units that people are put into or taken out of by name
-- assignment_ids are the causes that lead there, or, where it ends, those that led there. `because`: what else ends it.
create function plan_parts(users int[], activities int[], listed jsonb, began jsonb, ended jsonb, joining jsonb, leaving jsonb)
returns table (kind text, because text, activity_id int, assignment_ids int[], user_ids int[])
language plpgsql stable
set work_mem = '64MB'
-- It knows nothing of how many there will be: hashed, many cost a little more than few, and sorted a lot.
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  fresh profiles[] := array(select row(f.user_id, f.added_on, f.audience_ids)::profiles from profiles_from_facts(users) f);
  stored profiles[] := array(select p from profiles p where p.user_id = any (users));
  -- Of very many people on a list the list itself is reason enough.
  on_lists profiles[] := array(
    select p from profiles p
    where p.user_id in (select unnest(l.user_ids) from jsonb_to_recordset(listed) as l (user_ids int[]) except select unnest(users))
    limit 10000
  );
begin
  return query
  with beginning as materialized (
    select * from jsonb_to_recordset(began) as l (audience_id int, activity_id int, assignment_id int)
  ),
  ending_lead as materialized (
    select * from jsonb_to_recordset(ended) as l (audience_id int, activity_id int, assignment_id int)
  ),
  left_behind as materialized (
    select j.audience_id, u.user_id
    from jsonb_to_recordset(leaving) as j (audience_id int, user_ids int[])
    cross join lateral unnest(j.user_ids) as u (user_id)
  ),
  -- Put on a list and taken off it again in the same act.
  taken_off as materialized (
    select l.audience_id, l.user_id
    from left_behind l
    join (select distinct j.audience_id from jsonb_to_recordset(joining) as j (audience_id int)) j on j.audience_id = l.audience_id
    left join memberships m on m.user_id = l.user_id and m.audience_id = l.audience_id
    where m.user_id is null
  ),
  joined as materialized (
    select j.audience_id, u.user_id
    from jsonb_to_recordset(joining) as j (audience_id int, user_ids int[])
    cross join lateral unnest(j.user_ids) as u (user_id)
    left join taken_off o on o.audience_id = j.audience_id and o.user_id = u.user_id
    where o.user_id is null
  ),
  moving as materialized (select unnest(users) as user_id),
  -- Column scope: whoever comes in comes by something that begins, whoever goes is let go by all that led there.
  lead_of as materialized (
    select b.audience_id, b.activity_id, b.assignment_id, true as is_gain from beginning b
    union all
    select e.audience_id, e.activity_id, e.assignment_id, false from ending_lead e
  ),
  -- With one lead there is nobody to ask which it was.
  counted as materialized (
    select l.activity_id, l.is_gain, count(*) as n, array_agg(l.assignment_id order by l.assignment_id) as assignment_ids
    from lead_of l group by 1, 2
  ),
  -- Nor is anybody asked where that is all: of these activities whoever moves stays in arrays, and a million cost a fifth.
  plain as materialized (
    select a.id as activity_id
    from unnest(activities) as a (id)
    where cardinality(users) = 0
      and a.id not in (select l.activity_id from jsonb_to_recordset(listed) as l (activity_id int))
      and not exists (select from counted c where c.activity_id = a.id and c.n > 1)
  ),
  whole as materialized (
    select p.activity_id, d.state, d.next, d.user_ids
    from plain p
    cross join lateral due_everywhere_in(p.activity_id, '{}') d
    where d.next is distinct from d.state
  ),
  move as materialized (
    select p.*, p.next = 1 as is_gain
    from planned(users, array(select unnest(activities) except select p.activity_id from plain p), listed) p
  ),
  -- Row scope: what these users are in by this change, and what they were in before it.
  reached_now as materialized (select * from reached(fresh)),
  reached_before as materialized (
    select * from reached(stored)
    union
    select l.user_id, l.audience_id from left_behind l join moving m on m.user_id = l.user_id
    except
    select j.user_id, j.audience_id from joined j
  ),
  cause_of_mover as (
    select r.user_id, l.activity_id, l.assignment_id, true as is_gain from reached_now r join leads l on l.audience_id = r.audience_id
    union all
    select r.user_id, l.activity_id, l.assignment_id, false
    from reached_before r
    join (
      select audience_id, activity_id, assignment_id from leads
      union
      select audience_id, activity_id, assignment_id from ending_lead
      except
      select audience_id, activity_id, assignment_id from beginning
    ) l on l.audience_id = r.audience_id
  ),
  several as materialized (
    select l.* from lead_of l join counted c on c.activity_id = l.activity_id and c.is_gain = l.is_gain where c.n > 1
  ),
  member as materialized (
    select * from members_of(array(select distinct s.audience_id from several s), users)
  ),
  -- Lists: all that leads there by now, and the lists joined; whoever goes is let go by those left too.
  cause_on_list as (
    select distinct r.user_id, l.activity_id, l.assignment_id, g.is_gain
    from (
      select r.user_id, r.audience_id, false as is_left from reached(on_lists) r
      union
      select j.user_id, j.audience_id, false from joined j
      union
      select b.user_id, b.audience_id, true from left_behind b
    ) r
    join leads l on l.audience_id = r.audience_id
    join (select distinct activity_id from jsonb_to_recordset(listed) as a (activity_id int)) a on a.activity_id = l.activity_id
    join (values (true), (false)) as g (is_gain) on not (r.is_left and g.is_gain)
    left join moving v on v.user_id = r.user_id
    where v.user_id is null
  ),
  cause as (
    select c.user_id, c.activity_id, c.is_gain, array_agg(distinct c.assignment_id order by c.assignment_id) as assignment_ids
    from cause_of_mover c
    group by 1, 2, 3
    union all
    select n.user_id, n.activity_id, n.is_gain, array_agg(distinct n.assignment_id order by n.assignment_id)
    from (
      select m.user_id, s.activity_id, s.is_gain, s.assignment_id
      from several s
      join member m on m.audience_id = s.audience_id
      left join moving v on v.user_id = m.user_id
      where v.user_id is null
      union all
      -- Whoever is put on a list comes in by that, also where something else begins to lead there in the same act.
      select c.user_id, c.activity_id, c.is_gain, c.assignment_id
      from cause_on_list c
      left join counted o on o.activity_id = c.activity_id and o.is_gain = c.is_gain
      where o.activity_id is null or c.is_gain
    ) n
    group by 1, 2, 3
  ),
  explained as (
    select
      kind_of_move(m.state, m.next) as kind,
      case
        when m.is_gain then case when m.ending = 2 and cardinality(w.assignment_ids) = 0 then 'taken-back' end
        when x.user_id is not null then 'excluded'
        when m.ending = 1 then 'by-hand'
        when m.ending = 2 then 'taken-back'
      end as because,
      m.user_id, m.activity_id, w.assignment_ids
    from move m
    left join cause c on c.user_id = m.user_id and c.activity_id = m.activity_id and c.is_gain = m.is_gain
    left join counted o on o.activity_id = m.activity_id and o.is_gain = m.is_gain
    left join moving v on v.user_id = m.user_id
    left join exclusions x on x.user_id = m.user_id and x.activity_id = m.activity_id
    cross join lateral (
      select case
        -- Of what is taken back from somebody inactive, nothing that leads anywhere is the reason.
        when m.ending = 2 and not exists (select from profiles p where p.user_id = m.user_id) then '{}'
        else coalesce(c.assignment_ids, case when v.user_id is null then o.assignment_ids end, '{}')
      end as assignment_ids
    ) w
  ),
  -- Where nobody is in and nobody is excluded, something new meets nobody.
  meeting as materialized (
    select b.*
    from beginning b
    where exists (select from enrollments e where e.activity_id = b.activity_id and e.state = 1)
      or exists (select from exclusions x where x.activity_id = b.activity_id)
  ),
  -- Whom something new reaches, whatever it does for them.
  newly as materialized (
    select b.activity_id, m.user_id, b.assignment_id
    from meeting b
    join members_of(array(select distinct audience_id from meeting), users) m on m.audience_id = b.audience_id
    union
    select b.activity_id, r.user_id, b.assignment_id
    from beginning b
    join reached_now r on r.audience_id = b.audience_id
    union
    select l.activity_id, j.user_id, l.assignment_id
    from joined j
    join leads l on l.audience_id = j.audience_id
    join users p on p.id = j.user_id and p.status = 'active'
    union
    select l.activity_id, r.user_id, l.assignment_id
    from (select * from reached_now except select * from reached_before) r
    join leads l on l.audience_id = r.audience_id
  ),
  unmoved as (
    select case when x.user_id is not null then 'excluded' else 'already' end as kind, n.user_id, n.activity_id,
      array_agg(distinct n.assignment_id order by n.assignment_id) as assignment_ids
    from newly n
    left join exclusions x on x.user_id = n.user_id and x.activity_id = n.activity_id
    left join enrollments e on e.user_id = n.user_id and e.activity_id = n.activity_id and e.state = 1
    left join (
      select m.user_id, m.activity_id from move m
      union all
      select unnest(w.user_ids), w.activity_id from whole w where w.state in (1, 2)
    ) m on m.user_id = n.user_id and m.activity_id = n.activity_id
    where m.user_id is null and (x.user_id is not null or e.user_id is not null)
    group by 1, 2, 3
  ),
  alike as (
    select w.activity_id, w.state, w.next, w.next <> 1 and x.user_id is not null as is_excluded, array_agg(u.user_id) as user_ids
    from whole w
    cross join lateral unnest(w.user_ids) as u (user_id)
    left join exclusions x on x.user_id = u.user_id and x.activity_id = w.activity_id
    group by 1, 2, 3, 4
  )
  -- Sorted at the end: by kind, reason and person at once a million would take seconds.
  select e.kind, e.because, e.activity_id, e.assignment_ids, sort(array_agg(e.user_id))
  from explained e
  group by 1, 2, 3, 4
  union all
  select kind_of_move(a.state, a.next), case when a.is_excluded then 'excluded' end, a.activity_id,
    coalesce(o.assignment_ids, '{}'), sort(a.user_ids)
  from alike a
  left join counted o on o.activity_id = a.activity_id and o.is_gain = (a.next = 1)
  union all
  select u.kind, null, u.activity_id, u.assignment_ids, sort(array_agg(u.user_id))
  from unmoved u
  group by 1, 3, 4;
end
$$;
