-- Whether what is stored is what the facts give: the row scope over a range of users, the declarations, and the tallies. All
-- only read, in one snapshot: a drain deletes its marks in the transaction in which it writes, so whatever differs there and
-- is owed by no mark, job or chunk is a difference for certain, also while the academy runs.

-- The last id of a range of about so many users: the end of a bucket, for the events of a bucket are read together.
create function end_of_range(after int, users int) returns int
language sql stable as $$
  select coalesce((select u.id | 1023 from users u where u.id > after order by u.id offset users - 1 limit 1), 2147483647)
$$;

-- Where the events of these buckets leave each enrollment: the last one decides. Ids ascend in the order in which the holders
-- of a bucket's lock wrote them. Inlined into what asks.
create function states_told(first_bucket int, last_bucket int)
returns table (user_id int, activity_id int, event_id bigint, state smallint)
language sql stable as $$
  select l.user_id, l.activity_id, max(l.turn) >> 2, (max(l.turn) & 3)::smallint
  from (
    select p.turn, p.user_id, unnest(p.activity_ids) as activity_id
    from (
      select v.id << 2 | (v.kind & 3) as turn, v.activity_ids, unnest(v.user_ids) as user_id
      from events v where v.bucket between first_bucket and last_bucket
    ) p
  ) l
  group by l.user_id, l.activity_id
$$;

-- An activity in a sum that is compared with another one: of 16 million ways to differ, one is missed.
create function weight(activity_id int) returns int
language sql immutable parallel safe as $$ select hashint4(activity_id) & 16777215 $$;

-- Lists one after the other. What each audience leads to is joined as one list: row by row, finding what is required takes a
-- tenth longer.
create aggregate joined(int[]) (sfunc = array_cat, stype = int[]);

-- Users from `first` to `last` who deserve a closer look, ascending: nearly nobody, and a third of the work. Enrollments
-- required and active are compared as one array for each active user, by the profiles that are stored; the history as a sum,
-- for what an enrollment is now is the sum of its transitions (from 0 to 1, from 1 to 3 …), whatever their order. Whoever's
-- profile is not as the facts give it (`stale`), is excluded somewhere or does not exist is looked at too. `participations`
-- is how many enrollments they have by their history, each by the weight of its activity.
create function doubtful_among(first int, last int, stale int[], out doubtful int[], out participations bigint)
language plpgsql stable
set plan_cache_mode = force_generic_plan
as $$
declare
  today date := academy_today();
begin
  -- As `reached`, within one statement and with whatever is reached twice: that goes with `uniq`. What is asked once is not
  -- materialized: copying it would cost a twentieth.
  with person as materialized (
    select p.user_id, p.added_on, p.audience_ids from profiles p where p.user_id between first and last
  ),
  -- Rules under their anchors, to be hashed once: joined one after the other, each would be looked up in two hashes.
  anchored as materialized (
    select a.audience_id, r.id, r.query, r.added_from, r.added_to, r.within_days, r.after_days
    from rule_anchors a join rules r on r.id = a.rule_id
  ),
  led as materialized (
    select l.audience_id, array_agg(l.activity_id << 2 | l.on_leaving) as pairs from leads l group by l.audience_id
  ),
  required as not materialized (
    select r.user_id, uniq(sort(joined(l.pairs))) as pairs
    from (
      select p.user_id, unnest(p.audience_ids) as audience_id
      from person p
      union all
      select m.user_id, m.audience_id
      from memberships m
      where m.user_id between first and last and m.audience_id >= first_list()
      union all
      select b.user_id, audience(11, r.id)
      from (select p.user_id, p.added_on, p.audience_ids, unnest(p.audience_ids) as audience_id from person p) b
      join anchored r on r.audience_id = b.audience_id
      where matches(b.audience_ids, b.added_on, r.query, r.added_from, r.added_to, r.within_days, r.after_days, today)
      union all
      select h.user_id, audience(11, h.rule_id)
      from held_matches h
      where h.user_id between first and last
    ) r
    join led l on l.audience_id = r.audience_id
    group by r.user_id
  ),
  -- In order of the index: where it were not, whoever is looked at closer is all right.
  held as not materialized (
    select e.user_id,
      array_agg(e.activity_id << 2 | e.on_leaving) filter (where e.state = 1) as pairs,
      sum(weight(e.activity_id) * e.state) as told
    from enrollments e
    where e.user_id between first and last
    group by e.user_id
  ),
  history as not materialized (
    select v.user_id, sum(v.weight * v.told) as told, sum(v.weight * v.gained) as participations
    from (
      select unnest(m.user_ids) as user_id, m.weight, m.told, m.gained
      from (
        select v.user_ids, (select sum(weight(a)) from unnest(v.activity_ids) a) as weight, (v.kind & 3) - (v.kind >> 2) as told,
          participants_gained(v.kind) as gained
        from events v
        where v.bucket between first >> 10 and last >> 10
        offset 0
      ) m
    ) v
    where v.user_id between first and last
    group by v.user_id
  ),
  compared as not materialized (
    select user_id, t.participations,
      coalesce(h.told, 0) <> coalesce(t.told, 0)
      or case
        when p.added_on is not null then r.pairs is distinct from h.pairs
        else user_id not in (select u.id from users u where u.id between first and last)
      end as differs
    from held h
    full join history t using (user_id)
    full join (person p left join required r using (user_id)) using (user_id)
  )
  select
    uniq(sort(
      coalesce(array_agg(c.user_id) filter (where c.differs), '{}')
      || stale
      || array(select x.user_id from exclusions x where x.user_id between first and last)
    )),
    coalesce(sum(c.participations), 0)
  into doubtful, participations
  from compared c;
end
$$;

-- Differences among the users from `first` to `last`, and among rows of users that do not exist. What a mark, a job or a
-- chunk is going to make right is not listed but counted, in one row of the kind *on-its-way*. One of the kind
-- *participations* has theirs, for `differences_in_tallies`.
create function differences_among(first int, last int)
returns table (kind text, user_id int, activity_id int, audience_id int, state smallint, next smallint, n bigint)
language plpgsql stable
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  subject int[] := array(select u.id from users u where u.id between first and last order by u.id);
  stale int[] := array(
    select coalesce(f.user_id, p.user_id)
    from profiles_from_facts(subject) f
    full join (select * from profiles p where p.user_id between first and last) p on p.user_id = f.user_id
    where p.added_on is distinct from f.added_on or p.audience_ids is distinct from f.audience_ids
  );
  doubtful int[];
  participations bigint;
  fresh profiles[];
begin
  select * into doubtful, participations from doubtful_among(first, last, stale);
  fresh := array(select row(f.user_id, f.added_on, f.audience_ids)::profiles from profiles_from_facts(doubtful) f);
  return query
  with stored as materialized (
    select e.user_id, e.activity_id, e.state from enrollments e where e.user_id = any (doubtful)
  ),
  differing as materialized (
    select
      case when p.user_id is null then 'profile-missing' when f.user_id is null then 'profile-extra' else 'profile-stale' end as kind,
      s.user_id,
      null::int as activity_id, null::smallint as state, null::smallint as next
    from unnest(stale) as s (user_id)
    left join unnest(fresh) f on f.user_id = s.user_id
    left join profiles p on p.user_id = s.user_id
    union all
    select
      case
        when d.next = d.state then 'on-leaving-stale'
        when d.next = 1 then 'enrollment-missing'
        when d.state = 1 then 'enrollment-extra'
        else 'kept-extra'
      end,
      d.user_id, d.activity_id, d.state, d.next
    from due_for_users(doubtful, fresh) d
    union all
    select 'enrollment-of-nobody', e.user_id, e.activity_id, e.state, 3::smallint
    from stored e
    where e.state in (1, 2) and e.user_id not in (select unnest(subject))
  ),
  waiting_users as materialized (
    select d.user_id from dirty_users d where d.user_id between first and last
  ),
  waiting_pairs as materialized (
    select c.activity_id, w.user_id
    from column_chunks c
    cross join lateral unnest(c.user_ids) as w (user_id)
    where c.activity_id in (select d.activity_id from differing d) and w.user_id between first and last
  ),
  sorted as materialized (
    select d.*,
      d.user_id in (select w.user_id from waiting_users w)
      or d.activity_id is not null and (
        d.activity_id in (select j.activity_id from column_jobs j)
        or (d.activity_id, d.user_id) in (select w.activity_id, w.user_id from waiting_pairs w)
      ) as is_owed
    from differing d
  )
  select s.kind, s.user_id, s.activity_id, null::int, s.state, s.next, 1::bigint from sorted s where not s.is_owed
  union all
  select 'on-its-way', null, null, null, null, null, count(*) from sorted s where s.is_owed having count(*) > 0
  union all
  select 'participations', null, null, null, null, null, participations
  union all
  select case when e.state is null then 'enrollment-lost' else 'history-differs' end,
    coalesce(e.user_id, t.user_id), coalesce(e.activity_id, t.activity_id), null, t.state, e.state, 1
  from stored e
  full join (
    select t.*
    from states_told(doubtful[1] >> 10, doubtful[cardinality(doubtful)] >> 10) t
    where t.user_id in (select unnest(doubtful))
  ) t on t.user_id = e.user_id and t.activity_id = e.activity_id
  where t.state is distinct from e.state
  union all
  -- Between two users who follow one another there is nobody: looking there costs less than asking each membership.
  select 'membership-of-nobody', m.user_id, null, m.audience_id, null, null, 1
  from (
    select s.id + 1 as first, coalesce(lead(s.id) over (order by s.id) - 1, last) as last
    from unnest(first - 1 || subject) as s (id)
  ) gap
  cross join lateral (
    select m.user_id, m.audience_id from memberships m where m.user_id between gap.first and gap.last offset 0
  ) m
  where gap.first <= gap.last;
end
$$;

-- What somebody may be put into by name. Companies, departments, languages and the like follow from facts.
create view joinable_audiences as
select audience(4, id) as audience_id from teams
union all
select audience(5, id) from job_functions
union all
select audience(6, id) from groups
union all
select audience(list.kind, a.id) from learning_activities a cross join (values (12), (13), (14)) as list (kind)
union all
select audience(15, id) from qualifications;

-- Differences in what declarations come down to. They are written in the transaction that declares, so none is ever on its
-- way. A rule is named by its audience; `state` and `next` of a lead are its on leaving.
create function differences_in_declarations()
returns table (kind text, user_id int, activity_id int, audience_id int, state smallint, next smallint, n bigint)
language sql stable as $$
  with recursive anchored as (
    select a.rule_id, array_agg(a.audience_id order by a.audience_id) as audience_ids from rule_anchors a group by a.rule_id
  ),
  looked_for as (
    select r.id as rule_id, r.query from rules r where r.state = 'active' and r.id not in (select h.rule_id from rules_to_hold h)
  ),
  -- Every audience that somebody is in, found by as many steps through the index as there are.
  peopled as (
    (select m.audience_id from memberships m order by m.audience_id limit 1)
    union all
    select (select m.audience_id from memberships m where m.audience_id > p.audience_id order by m.audience_id limit 1)
    from peopled p
    where p.audience_id is not null
  )
  select
    case when l.audience_id is null then 'lead-missing' when d.audience_id is null then 'lead-extra' else 'lead-stale' end,
    null::int, coalesce(d.activity_id, l.activity_id), coalesce(d.audience_id, l.audience_id), l.on_leaving, d.on_leaving, 1
  from leads l
  full join leads_from_declarations d
    on d.audience_id = l.audience_id and d.activity_id = l.activity_id and d.assignment_id = l.assignment_id
  where d.on_leaving is distinct from l.on_leaving
  union all
  select case when f.rule_id is null then 'anchor-extra' else 'anchor-missing' end, null, null,
    audience(11, coalesce(f.rule_id, a.rule_id)), null, null, 1
  from anchored a
  full join looked_for f on f.rule_id = a.rule_id
  where f.rule_id is null or not exists (select from possible_anchors(f.query) p where p.audience_ids = a.audience_ids)
  union all
  select case when h.rule_id is null then 'hold-missing' else 'hold-extra' end, null, null,
    audience(11, coalesce(t.rule_id, h.rule_id)), null, null, 1
  from holds h
  full join rules_to_hold t on t.rule_id = h.rule_id
  where h.rule_id is null or t.rule_id is null
  union all
  select 'held-match-extra', m.user_id, null, audience(11, m.rule_id), null, null, 1
  from held_matches m
  left join holds h on h.rule_id = m.rule_id
  where h.rule_id is null
  union all
  select 'membership-of-nothing', m.user_id, null, m.audience_id, null, null, 1
  from peopled p
  join memberships m on m.audience_id = p.audience_id
  where p.audience_id not in (select j.audience_id from joinable_audiences j)
$$;

-- Tallies that do not say how many there are. They are written together with what they count. Participants are counted anew
-- where the tallies do not come to the `participations` that all ranges had, or history is not what is stored: counting takes a
-- tenth as long as everything else.
create function differences_in_tallies(participations bigint, history_differs boolean)
returns table (kind text, user_id int, activity_id int, audience_id int, state smallint, next smallint, n bigint)
language sql stable as $$
  select 'members-miscounted', null::int, null::int, s.audience_id, null::smallint, null::smallint, 1::bigint
  from short_member_tallies s
  union all
  select 'participants-miscounted', null, s.activity_id, null, null, null, 1
  from short_participant_tallies s
  where history_differs or participations <> (select coalesce(sum(t.n::bigint * weight(t.activity_id)), 0) from participant_tallies t)
$$;

-- Brings enrollments and their history together again, where somebody wrote one without the other: a row that was lost comes
-- back as its last event left it, and where a row says something else, an event of `batch` tells so. Enrollments of users
-- that do not exist are withdrawn. Takes the locks of the users' buckets; what the rows should be is decided afterwards.
create function mend_history(batch bigint, subject int[]) returns void
language plpgsql volatile
as $$
#variable_conflict use_column
begin
  perform lock_buckets(subject);
  with told as (
    select t.*
    from (select distinct s.user_id >> 10 as bucket from unnest(subject) as s (user_id)) b
    cross join lateral states_told(b.bucket, b.bucket) t
    where t.user_id = any (subject)
  )
  insert into enrollments (user_id, activity_id, state, on_leaving, was, enrolled_at, changed_at, batch_id)
  select t.user_id, t.activity_id, t.state, academy.on_leaving, last.kind >> 2, began.at, last.at, last.batch_id
  from told t
  join events last on last.id = t.event_id
  cross join lateral (
    select min(v.at) as at
    from events v
    where v.bucket = t.user_id >> 10 and v.user_ids @> array[t.user_id] and v.activity_ids @> array[t.activity_id]
  ) began
  left join enrollments e on e.user_id = t.user_id and e.activity_id = t.activity_id
  cross join academy
  where e.user_id is null and t.state > 0
  order by t.user_id, t.activity_id;
  update enrollments e set state = 3, was = e.state, changed_at = now(), batch_id = batch
  where e.user_id = any (subject) and e.state in (1, 2) and e.user_id not in (select u.id from users u where u.id = any (subject));
  insert into events (batch_id, kind, bucket, user_ids, activity_ids)
  select batch, d.kind, d.user_id >> 10, array_agg(d.user_id order by d.user_id), array[d.activity_id]
  from (
    select e.user_id, e.activity_id, transition(t.state, e.state) as kind
    from enrollments e
    left join (
      select t.*
      from (select distinct s.user_id >> 10 as bucket from unnest(subject) as s (user_id)) b
      cross join lateral states_told(b.bucket, b.bucket) t
    ) t on t.user_id = e.user_id and t.activity_id = e.activity_id
    where e.user_id = any (subject) and t.state is distinct from e.state
  ) d
  group by d.kind, d.user_id >> 10, d.activity_id;
end
$$;
