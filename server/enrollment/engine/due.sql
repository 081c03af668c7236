-- What is due: rows whose stored state or on_leaving is not what `step` gives now. Both scopes read only; nothing is due
-- twice, so asking again after writing gives nothing.

-- Row scope: everything of these users. `people` are the profiles of those among them who are active: a drain gives those it
-- has just computed from the facts, and so does a preview, which writes none.
create function due_for_users(subject int[], people profiles[])
returns table (user_id int, activity_id int, state smallint, next smallint, on_leaving smallint)
language plpgsql stable
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  return query
  with asked as (
    select w.user_id, w.activity_id, max(w.on_leaving) as on_leaving
    from wanted(people) w
    group by w.user_id, w.activity_id
  ),
  held as (
    select e.user_id, e.activity_id, e.state, e.was, e.on_leaving, e.batch_id
    from enrollments e
    where e.user_id = any (subject)
  ),
  active as (
    select p.user_id from unnest(people) p
  ),
  barred as (
    select x.user_id, x.activity_id from exclusions x where x.user_id = any (subject)
  ),
  differing as materialized (
    select
      coalesce(a.user_id, h.user_id) as user_id,
      coalesce(a.activity_id, h.activity_id) as activity_id,
      h.state, h.was, h.batch_id,
      h.on_leaving as held_on_leaving,
      a.on_leaving as asked_on_leaving,
      b.user_id is not null as is_excluded,
      coalesce(a.user_id, p.user_id) is not null as is_active
    from asked a
    full join held h on h.user_id = a.user_id and h.activity_id = a.activity_id
    left join active p on p.user_id = h.user_id
    left join barred b on b.user_id = h.user_id and b.activity_id = h.activity_id
    where case
      when a.user_id is null then h.state = 1 or (h.state = 2 and b.user_id is not null)
      else h.state is distinct from 1 or h.on_leaving <> a.on_leaving
    end
  ),
  begun as (
    select p.user_id, p.activity_id, p.started_at from progress p where p.user_id = any (subject)
  ),
  done as (
    select distinct c.user_id, c.activity_id from valid_completions c where c.user_id = any (subject)
  ),
  decided as (
    select d.user_id, d.activity_id, d.state, d.held_on_leaving,
      step(d.state, d.was, d.held_on_leaving, d.asked_on_leaving is not null, d.is_excluded,
        case when t.batch_id is null then b.user_id is not null else b.started_at >= t.at and not t.withdraw_started end,
        c.user_id is not null, case when t.batch_id is null then 0 when d.is_active then 2 else 3 end) as next,
      coalesce(d.asked_on_leaving, d.held_on_leaving) as on_leaving
    from differing d
    left join batches_taken_back t on t.batch_id = d.batch_id and d.asked_on_leaving is null
    left join begun b on b.user_id = d.user_id and b.activity_id = d.activity_id
    left join done c on c.user_id = d.user_id and c.activity_id = d.activity_id
    where d.is_active or t.batch_id is not null
  )
  select user_id, activity_id, state, next, on_leaving
  from decided
  where next is distinct from state or on_leaving <> held_on_leaving;
end
$$;

-- What leads to one activity, as one array of audiences for each on_leaving: `profiles.audience_ids && keep` decides a user
-- in one operation. Where it leads for `everyone`, that on_leaving is the least, and only what keeps more is asked for; else
-- it is 0. `lists` are the lists that lead there, which stand in memberships only, beside the on_leaving of each; `ruling` are
-- the rules that lead there by their predicate, with the on_leaving that holds here; `held` those whose matches are written
-- down.
create function leading_to(
  activity int,
  out everyone int, out keep int[], out unless_started int[], out withdraw int[],
  out lists int[], out lists_leaving smallint[],
  out ruling rules[], out held int[], out held_leaving smallint[]
)
language sql stable as $$
  with lead as (
    select l.audience_id, max(l.on_leaving) as on_leaving from leads l where l.activity_id = activity group by l.audience_id
  ),
  by_audience as (
    select
      coalesce(max(l.on_leaving) filter (where l.audience_id = 0), 0)::int as everyone,
      coalesce(array_agg(l.audience_id order by l.audience_id) filter (where l.on_leaving = 3 and l.audience_id < first_list()), '{}') as keep,
      coalesce(array_agg(l.audience_id order by l.audience_id) filter (where l.on_leaving = 2 and l.audience_id < first_list()), '{}') as unless_started,
      coalesce(array_agg(l.audience_id order by l.audience_id) filter (where l.on_leaving = 1 and l.audience_id < first_list()), '{}') as withdraw,
      coalesce(array_agg(l.audience_id order by l.audience_id) filter (where l.audience_id >= first_list()), '{}') as lists,
      coalesce(array_agg(l.on_leaving order by l.audience_id) filter (where l.audience_id >= first_list()), '{}') as lists_leaving
    from lead l
    where audience_kind(l.audience_id) <> 11
  ),
  by_rule as (
    select
      coalesce(array_agg(jsonb_populate_record(r, jsonb_build_object('on_leaving', l.on_leaving))) filter (where h.rule_id is null), '{}') as ruling,
      coalesce(array_agg(r.id order by r.id) filter (where h.rule_id is not null), '{}') as held,
      coalesce(array_agg(l.on_leaving order by r.id) filter (where h.rule_id is not null), '{}') as held_leaving
    from lead l
    join rules r on r.id = audience_object(l.audience_id)
    left join holds h on h.rule_id = r.id
    where audience_kind(l.audience_id) = 11
  )
  select a.everyone,
    case when a.everyone < 3 then a.keep else '{}' end,
    case when a.everyone < 2 then a.unless_started else '{}' end,
    case when a.everyone < 1 then a.withdraw else '{}' end,
    a.lists, a.lists_leaving, r.ruling, r.held, r.held_leaving
  from by_audience a cross join by_rule r
$$;

-- Column scope: one activity for these users. Each table is asked by the users' ids themselves, one ordered pass over its
-- index, and the answers are hashed together: 8,192 users cost a third of what nested loops cost, and one user no more.
create function due_in_activity(activity int, subject int[], ending int)
returns table (user_id int, activity_id int, state smallint, next smallint, on_leaving smallint)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_nestloop = off
as $$
declare
  led record;
  has_units boolean;
  has_rules boolean;
  by_name boolean;
  today date := academy_today();
  people int[];
  asked smallint[];
begin
  select * into led from leading_to(activity);
  has_units := cardinality(led.keep) + cardinality(led.unless_started) + cardinality(led.withdraw) > 0;
  has_rules := cardinality(led.ruling) > 0;
  by_name := cardinality(led.held) > 0 or exists (select from memberships m where m.audience_id = any (led.lists));
  select array_agg(p.user_id), array_agg(p.on_leaving) into people, asked
  from (
    select p.user_id,
      greatest(
        nullif(led.everyone, 0),
        case
          when not has_units then null
          when p.audience_ids && led.keep then 3
          when p.audience_ids && led.unless_started then 2
          when p.audience_ids && led.withdraw then 1
        end,
        case when has_rules then (
          select max(r.on_leaving) from unnest(led.ruling) r where matches(p.audience_ids, p.added_on, r, today)
        ) end
      )::smallint as on_leaving
    from profiles p
    where p.user_id = any (subject)
  ) p;
  -- None of them ever was in it or is excluded, as where something begins to lead: whoever it leads there comes in. A sixth of a
  -- link's work.
  if not by_name
    and not exists (select from enrollments e where e.activity_id = activity and e.user_id = any (subject))
    and not exists (select from exclusions x where x.activity_id = activity and x.user_id = any (subject))
  then
    return query
    select p.user_id, activity, null::smallint, 1::smallint, p.on_leaving
    from unnest(people, asked) as p (user_id, on_leaving)
    where p.on_leaving is not null;
    return;
  end if;
  return query
  with listed as materialized (
    -- Each list by its own index: by that of the users, everything else that they are in is passed on the way.
    select m.user_id, max(l.on_leaving) as on_leaving
    from unnest(led.lists, led.lists_leaving) as l (audience_id, on_leaving)
    cross join lateral (
      select m.user_id from memberships m where m.audience_id = l.audience_id and m.user_id = any (subject) offset 0
    ) m
    where by_name
    group by m.user_id
    union all
    select m.user_id, max(h.on_leaving)
    from unnest(led.held, led.held_leaving) as h (rule_id, on_leaving)
    join held_matches m on m.rule_id = h.rule_id and m.user_id = any (subject)
    group by m.user_id
  ),
  joined as materialized (
    select l.user_id, max(l.on_leaving) as on_leaving from listed l group by l.user_id
  ),
  profiled as materialized (
    select p.user_id, p.on_leaving from unnest(people, asked) as p (user_id, on_leaving)
  ),
  held as materialized (
    select e.user_id, e.state, e.was, e.on_leaving, e.batch_id from enrollments e where e.activity_id = activity and e.user_id = any (subject)
  ),
  barred as materialized (
    select x.user_id from exclusions x where x.activity_id = activity and x.user_id = any (subject)
  ),
  present as (
    select coalesce(p.user_id, h.user_id) as user_id, p.user_id is not null as is_active,
      h.state, h.was, h.batch_id, h.on_leaving as held_on_leaving, x.user_id is not null as is_excluded,
      case when x.user_id is null then greatest(p.on_leaving, case when p.user_id is not null then l.on_leaving end)::smallint end as asked_on_leaving
    from profiled p
    full join held h on h.user_id = p.user_id
    left join joined l on l.user_id = coalesce(p.user_id, h.user_id)
    left join barred x on x.user_id = coalesce(p.user_id, h.user_id)
  ),
  differing as materialized (
    select * from present pr
    where case
      when pr.asked_on_leaving is null then pr.state in (1, 2) or (pr.state = 3 and ending = 2)
      else pr.state is distinct from 1 or pr.held_on_leaving <> pr.asked_on_leaving
    end
  ),
  begun as materialized (
    select b.user_id, b.started_at from progress b where b.activity_id = activity and b.user_id = any (subject)
  ),
  done as materialized (
    select distinct v.user_id from valid_completions v where v.activity_id = activity and v.user_id = any (subject)
  ),
  taken_back as materialized (
    select * from batches_taken_back
  ),
  decided as (
    select d.user_id, d.state, d.held_on_leaving,
      step(d.state, d.was, d.held_on_leaving, d.asked_on_leaving is not null, d.is_excluded,
        case when t.batch_id is null then b.user_id is not null else b.started_at >= t.at and not t.withdraw_started end,
        c.user_id is not null,
        case
          when t.batch_id is not null then case when d.is_active then 2 else 3 end
          when due_in_activity.ending = 1 then 1
          else 0
        end) as next,
      coalesce(d.asked_on_leaving, d.held_on_leaving) as on_leaving
    from differing d
    left join taken_back t on t.batch_id = d.batch_id and d.asked_on_leaving is null and (d.state = 1 or due_in_activity.ending = 2)
    left join begun b on b.user_id = d.user_id
    left join done c on c.user_id = d.user_id
    where d.is_active or t.batch_id is not null
  )
  select d.user_id, activity, d.state, d.next, d.on_leaving
  from decided d
  where d.next is distinct from d.state or d.on_leaving <> d.held_on_leaving;
end
$$;

-- Whom something leads to an activity, each once, by the most keeping on_leaving; exclusions aside. As arrays, for a million rows
-- that are handed from function to function cost more than finding them. Where it is one kind of thing, as mostly, nobody has
-- to be looked for twice: a rule that matches a million people is one pass over them.
create function asked_in(activity int) returns table (on_leaving smallint, user_ids int[])
language plpgsql stable rows 3
set work_mem = '64MB'
as $$
declare
  led record;
  every int[];
  by_profile boolean;
  by_name boolean;
  rule rules;
  today date := academy_today();
begin
  select * into led from leading_to(activity);
  every := led.keep || led.unless_started || led.withdraw;
  by_profile := led.everyone > 0 or cardinality(every) > 0;
  by_name := cardinality(led.held) > 0 or exists (select from memberships m where m.audience_id = any (led.lists));
  if not by_profile and not by_name and cardinality(led.ruling) = 1 then
    rule := led.ruling[1];
    return query
    select rule.on_leaving, array_agg(p.user_id) from profiles p where matches(p.audience_ids, p.added_on, rule, today)
    having count(*) > 0;
    return;
  end if;
  if by_profile and not by_name and cardinality(led.ruling) = 0 then
    return query
    select a.on_leaving, array_agg(a.user_id)
    from (
      select p.user_id, greatest(led.everyone, case
          when cardinality(every) = 0 then 0
          when p.audience_ids && led.keep then 3
          when p.audience_ids && led.unless_started then 2
          when p.audience_ids && led.withdraw then 1
        end)::smallint as on_leaving
      from profiles p
      where led.everyone > 0 or p.audience_ids && every
    ) a
    group by a.on_leaving;
    return;
  end if;
  return query
  select a.on_leaving, array_agg(a.user_id)
  from (
    select b.user_id, max(b.on_leaving)::smallint as on_leaving
    from (
      select p.user_id, greatest(led.everyone, case
          when p.audience_ids && led.keep then 3
          when p.audience_ids && led.unless_started then 2
          when p.audience_ids && led.withdraw then 1
        end) as on_leaving
      from profiles p
      where by_profile and (led.everyone > 0 or p.audience_ids && every)
      union all
      select m.user_id, led.lists_leaving[array_position(led.lists, m.audience_id)]
      from memberships m
      join profiles p on p.user_id = m.user_id
      where m.audience_id = any (led.lists)
      union all
      select m.user_id, h.on_leaving
      from unnest(led.held, led.held_leaving) as h (rule_id, on_leaving)
      join held_matches m on m.rule_id = h.rule_id
      join profiles p on p.user_id = m.user_id
      union all
      select p.user_id, r.on_leaving
      from unnest(led.ruling) r
      join profiles p on matches(p.audience_ids, p.added_on, r, today)
    ) b
    group by b.user_id
  ) a
  group by a.on_leaving;
end
$$;

-- Everything that is due in an activity, in one snapshot: those for whom the same is due together. Users whom the change in hand
-- moves (`moving`) are left out: their profiles are not written yet, and the row scope decides them.
create function due_everywhere_in(activity int, moving int[])
returns table (state smallint, next smallint, on_leaving smallint, user_ids int[])
language plpgsql stable rows 10
set work_mem = '64MB'
as $$
begin
  -- Nobody was ever enrolled and nobody is excluded: whoever something leads there comes in. Half of the work.
  if not exists (select from enrollments e where e.activity_id = activity)
    and not exists (select from exclusions x where x.activity_id = activity)
  then
    return query
    select null::smallint, 1::smallint, a.on_leaving,
      case when cardinality(moving) = 0 then a.user_ids else a.user_ids - moving end
    from asked_in(activity) a;
    return;
  end if;
  return query
  with held as (
    select e.user_id, e.state, e.was, e.on_leaving, e.batch_id, p.user_id is not null as is_active
    from enrollments e
    left join profiles p on p.user_id = e.user_id
    where e.activity_id = activity
  ),
  asked as (
    select a.on_leaving, unnest(a.user_ids) as user_id from asked_in(activity) a
  ),
  differing as (
    select coalesce(a.user_id, h.user_id) as user_id, h.state, h.was, h.batch_id, h.on_leaving as held_on_leaving,
      x.user_id is not null as is_excluded, coalesce(h.is_active, true) as is_active,
      case when x.user_id is null then a.on_leaving end as asked_on_leaving
    from asked a
    full join held h on h.user_id = a.user_id
    left join exclusions x on x.activity_id = activity and x.user_id = coalesce(a.user_id, h.user_id)
    where case
      when x.user_id is not null then h.state in (1, 2)
      when a.user_id is null then h.state = 1
      else h.state is distinct from 1 or h.on_leaving <> a.on_leaving
    end
  ),
  decided as (
    select d.user_id, d.state, d.held_on_leaving,
      step(d.state, d.was, d.held_on_leaving, d.asked_on_leaving is not null, d.is_excluded,
        case when t.batch_id is null then b.user_id is not null else b.started_at >= t.at and not t.withdraw_started end,
        c.user_id is not null, case when t.batch_id is null then 0 when d.is_active then 2 else 3 end) as next,
      coalesce(d.asked_on_leaving, d.held_on_leaving) as on_leaving
    from differing d
    left join batches_taken_back t on t.batch_id = d.batch_id and d.asked_on_leaving is null
    left join progress b on b.user_id = d.user_id and b.activity_id = activity and d.state is not null
    left join (select distinct v.user_id from valid_completions v where v.activity_id = activity) c
      on c.user_id = d.user_id and d.state is not null
    left join (select distinct unnest(moving) as user_id) m on m.user_id = d.user_id
    where (d.is_active or t.batch_id is not null) and m.user_id is null
  )
  select d.state, d.next, d.on_leaving, array_agg(d.user_id)
  from decided d
  where d.next is distinct from d.state or d.on_leaving <> d.held_on_leaving
  group by d.state, d.next, d.on_leaving;
end
$$;

-- Whom to decide anew in an activity, ascending: whoever is due, and always users with a mark and users in the activity's chunks.
-- Their profile or their enrollment may be about to change, by a drain that began before the declaration that this plan is for
-- was committed.
create function plan_activity(activity int) returns int[]
language plpgsql stable
as $$
declare
  due int[];
  planned int[] := array(
    select d.user_id from dirty_users d
    union all
    select unnest(c.user_ids) from column_chunks c where c.activity_id = activity
  );
begin
  for due in select d.user_ids from due_everywhere_in(activity, '{}') d loop
    planned := planned || due;
  end loop;
  return uniq(sort(planned));
end
$$;
