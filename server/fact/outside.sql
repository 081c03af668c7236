-- Facts that somebody writes behind Muster's back: in psql, by a script, by another program. Triggers give such a transaction
-- a batch, a journal and the marks that it owes, as `change` does for its own, so that workers derive what follows within
-- seconds. A change says that it is one by the setting `muster.batch`, which ends with its transaction; whoever writes
-- without it writes outside. Locks and reach are those of locks.ts and touch.ts.

-- The batch of this transaction; made by its first write that decides something. Workers need not wait: no request drains it.
create function outside_batch() returns bigint
language plpgsql volatile
as $$
declare
  batch bigint := nullif(current_setting('muster.outside_batch', true), '');
begin
  if batch is null then
    insert into batches (kind, author, left_to_workers, is_large) values ('academy.outside', 'outside write', true, true) returning id into batch;
    perform set_config('muster.outside_batch', batch::text, true);
    perform pg_notify('muster_bell', 'engine');
  end if;
  return batch;
end
$$;

-- Of a row that was edited: what differs from how it was, or is, and what says which row it is.
create function differing(told jsonb, other jsonb, identity text[]) returns jsonb
language sql immutable as $$
  select case when other is null then told else (
    select jsonb_object_agg(e.key, e.value)
    from jsonb_each(told) e
    where e.key = any (identity) or e.value is distinct from other -> e.key
  ) end
$$;

-- What the engine owes for this batch; see marks.ts.
create function owe_outside(batch bigint, users int[], activities int[]) returns void
language sql volatile as $$
  insert into dirty_users (user_id, batch_id) select distinct u, batch from unnest(users) u where u is not null order by 1;
  insert into column_jobs (batch_id, activity_id) select batch, a from (select distinct unnest(activities)) x (a) where a is not null order by a;
  insert into mail_doubts (user_ids) select users where cardinality(users) > 0;
  select refresh_leads(activities);
$$;

-- The same for whole lists of one activity: everything that joined, left, or was excluded or let in again.
create function owe_lists_outside(batch bigint, activities int[], users int[]) returns void
language sql volatile as $$
  insert into column_chunks (batch_id, activity_id, user_ids)
  select batch, c.activity_id, array_agg(c.user_id order by c.user_id)
  from (
    select l.activity_id, l.user_id, (row_number() over (partition by l.activity_id order by l.user_id) - 1) / 2048 as seq
    from (select distinct * from unnest(activities, users) as pair (activity_id, user_id)) l
  ) c
  group by c.activity_id, c.seq
  order by c.activity_id, c.seq
$$;

-- What this transaction wrote of a fact since that entry of the journal.
create function outside_entries(of_batch bigint, of_fact text, since bigint) returns setof changes
language sql stable as $$
  select * from changes c where c.batch_id = of_batch and c.fact = of_fact and c.id > since
$$;

-- Holds and lets go what these rules hold, and has everybody they lead somewhere decided anew; see hold.ts. Who stays in a
-- rule that was edited since that entry of the journal (null: none was) is whom it matched as it was before.
create function settle_rules_outside(batch bigint, of_rules int[], since bigint) returns void
language plpgsql volatile
as $$
declare
  to_hold int[] := array(
    select t.rule_id from rules_to_hold t left join holds h on h.rule_id = t.rule_id where t.rule_id = any (of_rules) and h.rule_id is null);
  to_release int[] := array(
    select h.rule_id from holds h where h.rule_id = any (of_rules) and h.rule_id not in (select t.rule_id from rules_to_hold t));
begin
  with matched as materialized (
    select r.id as rule_id, m.user_id
    from rules r
    left join outside_entries(batch, 'rules', since) t on t.key = r.id
    cross join lateral jsonb_populate_record(r, case when t.id is null then '{}' else coalesce(t.before, '{"state": "draft"}') end) as was
    cross join lateral matches_of(was, array(select d.user_id from dirty_users d)) m
    where r.id = any (to_hold) and was.state in ('active', 'paused')
  ),
  held as (
    insert into held_matches (rule_id, user_id) select m.rule_id, m.user_id from matched m order by 1, 2
  )
  insert into changes (batch_id, fact, key, after, user_ids)
  select batch, 'held_matches', m.rule_id, '{}', array_agg(m.user_id order by m.user_id) from matched m group by m.rule_id;
  insert into holds (rule_id, batch_id) select unnest(to_hold), batch;
  with released as (
    delete from held_matches m where m.rule_id = any (to_release) returning m.rule_id, m.user_id
  )
  insert into changes (batch_id, fact, key, before, user_ids)
  select batch, 'held_matches', r.rule_id, '{}', array_agg(r.user_id order by r.user_id) from released r group by r.rule_id;
  delete from holds h where h.rule_id = any (to_release);
  insert into changes (batch_id, fact, key, before, after)
  select batch, 'holds', r, null, jsonb_build_object('rule_id', r) from unnest(to_hold) r
  union all
  select batch, 'holds', r, jsonb_build_object('rule_id', r), null from unnest(to_release) r;
  perform refresh_anchors(of_rules);
  perform owe_outside(batch, '{}', array(
    select c.activity_id
    from assignments a
    join target_activities c on c.target_id = a.target_id
    where audience_kind(a.audience_id) = 11 and audience_object(a.audience_id) = any (of_rules)
  ));
end
$$;

-- Archived or restored: what these audiences led to, and the rules that name them.
create function settle_archives_outside(batch bigint, audiences int[]) returns void
language sql volatile as $$
  select owe_outside(batch, '{}', array(
    select c.activity_id
    from assignments a
    join target_activities c on c.target_id = a.target_id
    where a.audience_id = any (audiences)
  ));
  select settle_rules_outside(batch, array(select r.id from rules r where r.audience_ids && audiences), null);
$$;

-- The rows that it edited in one of these columns since then.
create function edited_outside(of_batch bigint, of_fact text, since bigint, columns text[]) returns int[]
language sql stable as $$
  select coalesce(array_agg(c.key), '{}') from outside_entries(of_batch, of_fact, since) c where c.before is not null and c.after ?| columns
$$;

-- Whom and what these facts reach: the same as in touch.ts, fact by fact.
create function follow_outside(batch bigint, of_fact text, since bigint) returns void
language plpgsql volatile
as $$
declare
  archived int[] := edited_outside(batch, of_fact, since, '{archived}');
begin
  case of_fact
  when 'users' then
    perform owe_outside(batch, array(
      with told as materialized (select * from outside_entries(batch, of_fact, since))
      select t.key from told t
      union
      select (t.before ->> 'manager_id')::int from told t
      union
      select (t.after ->> 'manager_id')::int from told t
      union
      select u.manager_id from users u where u.id = any (edited_outside(batch, of_fact, since, '{status}'))
      union
      select b.user_id from reports_below(edited_outside(batch, of_fact, since, '{manager_id}')) b
    ), '{}');
  when 'memberships' then
    perform owe_outside(batch, array(
      select u from outside_entries(batch, of_fact, since) t cross join lateral unnest(t.user_ids) u where audience_kind(t.key) not in (12, 13, 14)
    ), '{}');
    perform owe_lists_outside(batch, array_agg(audience_object(t.key)), array_agg(u))
    from outside_entries(batch, of_fact, since) t cross join lateral unnest(t.user_ids) u
    where audience_kind(t.key) in (12, 13, 14);
  when 'exclusions' then
    perform owe_lists_outside(batch, array_agg((coalesce(t.before, t.after) ->> 'activity_id')::int), array_agg(t.key))
    from outside_entries(batch, of_fact, since) t;
  when 'grants', 'completions' then
    perform owe_outside(batch, array(select t.key from outside_entries(batch, of_fact, since) t), '{}');
  when 'companies' then
    perform settle_archives_outside(batch, array(select audience(1, unnest(archived))));
  when 'departments' then
    perform settle_archives_outside(batch, array(select audience(kind, unnest(archived)) from (values (2), (3)) as k (kind)));
    perform owe_outside(batch, array(
      select b.user_id from people_in_or_below(edited_outside(batch, of_fact, since, '{parent_id,company_id}')) b
    ), '{}');
  when 'teams' then
    perform settle_archives_outside(batch, array(select audience(4, unnest(archived))));
  when 'job_functions' then
    perform settle_archives_outside(batch, array(select audience(5, unnest(archived))));
  when 'groups' then
    perform settle_archives_outside(batch, array(select audience(6, unnest(archived))));
  when 'target_activities' then
    perform owe_outside(batch, '{}', array(
      select (coalesce(t.before, t.after) ->> 'activity_id')::int from outside_entries(batch, of_fact, since) t
    ));
  when 'assignments' then
    perform owe_outside(batch, '{}', array(
      select c.activity_id
      from outside_entries(batch, of_fact, since) t
      left join assignments a on a.id = t.key
      join target_activities c on c.target_id in (a.target_id, (t.before ->> 'target_id')::int, (t.after ->> 'target_id')::int)
    ));
  when 'learning_activities' then
    perform owe_outside(batch, '{}', edited_outside(batch, of_fact, since, '{on_leaving,archived,valid_months}'));
  when 'qualifications' then
    perform owe_outside(batch, '{}', array(select c.activity_id from target_activities c where c.target_id = any (archived)));
  when 'rules' then
    perform settle_rules_outside(batch, array(select t.key from outside_entries(batch, of_fact, since) t), since);
  when 'academy' then
    perform owe_outside(batch, '{}', array(
      select a.id from learning_activities a where edited_outside(batch, of_fact, since, '{on_leaving}') <> '{}'
    ));
    perform owe_outside(batch, array(
      select c.user_id
      from outside_entries(batch, of_fact, since) t
      cross join lateral (values ((t.before ->> 'today')::date, (t.after ->> 'today')::date)) as d (was, today)
      cross join lateral users_crossing(least(d.was, d.today), greatest(d.was, d.today)) c
      where d.was <> d.today
    ), '{}');
  end case;
  update batches
  set work = (select count(*) from dirty_users d where d.batch_id = batch)
    + (select count(*) from column_jobs j where j.batch_id = batch)
    + (select count(*) from column_chunks c where c.batch_id = batch)
  where id = batch;
end
$$;

-- Journals what a statement wrote, as journal.ts does, and what it reaches. Its arguments: the columns that say which row it
-- is, and those that decide; a write that changes none of these is not ours to know.
create function note_outside() returns trigger
language plpgsql volatile security definer set search_path = public, engine, pg_temp
as $$
declare
  identity text[] := string_to_array(tg_argv[0], ' ');
  personal text[] := case when tg_table_name = 'users' then array['name', 'email', 'employee_number'] else '{}' end;
  written text;
  is_any boolean;
  batch bigint;
  since bigint := coalesce((select max(id) from changes), 0);
begin
  if tg_op = 'INSERT' then
    written := 'select null::jsonb as before, to_jsonb(c) as after from come c';
  elsif tg_op = 'DELETE' then
    written := 'select to_jsonb(g) as before, null::jsonb as after from gone g';
  else
    -- An update that makes another row of it, ends the one and begins the other.
    written := format(
      'select to_jsonb(g) as before, to_jsonb(c) as after from gone g full join come c using (%s) where g.%3$I is null or c.%3$I is null%2$s',
      array_to_string(identity, ', '),
      (select ' or (' || string_agg('g.' || d, ', ') || ') is distinct from (' || string_agg('c.' || d, ', ') || ')'
        from unnest(string_to_array(nullif(tg_argv[1], ''), ' ')) d),
      identity[1]
    );
  end if;
  execute format('select exists (%s)', written) into is_any;
  if not is_any then
    return null;
  end if;
  batch := outside_batch();
  execute format($sql$
    insert into changes (batch_id, fact, key, before, after)
    select $1, $2, case when $2 = 'academy' then 1 else (coalesce(w.after, w.before) ->> $3[1])::int end,
      differing(w.before - $4, w.after - $4, $3), differing(w.after - $4, w.before - $4, $3)
    from (%s) w
  $sql$, written) using batch, tg_table_name, identity, personal;
  if personal <> '{}' then
    execute format($sql$
      insert into personal_changes as present (batch_id, user_id, before, after)
      select $1, w.id, w.before, w.after
      from (
        select (coalesce(w.after, w.before) ->> 'id')::int as id,
          (select jsonb_object_agg(p, w.before -> p) from unnest($2) p where w.before is not null and w.before -> p is distinct from w.after -> p) as before,
          (select jsonb_object_agg(p, w.after -> p) from unnest($2) p where w.after is not null and w.before -> p is distinct from w.after -> p) as after
        from (%s) w
      ) w
      where w.before is not null or w.after is not null
      on conflict (user_id, batch_id) do update set
        before = case when present.before is null then null else excluded.before || present.before end,
        after = case when excluded.after is null then null else coalesce(present.after, '{}') || excluded.after end
    $sql$, written) using batch, personal;
  end if;
  perform follow_outside(batch, tg_table_name, since);
  return null;
end
$$;

-- Memberships are journaled as whole sets of users, those that end with the moment and the batch of the joining.
create function note_outside_memberships() returns trigger
language plpgsql volatile security definer set search_path = public, engine, pg_temp
as $$
declare
  joined text := 'select * from come';
  ended text := 'select * from gone';
  is_any boolean;
  batch bigint;
  since bigint := coalesce((select max(id) from changes), 0);
begin
  if tg_op = 'INSERT' then
    ended := joined || ' where false';
  elsif tg_op = 'DELETE' then
    joined := ended || ' where false';
  else
    joined := 'select c.* from come c left join gone g using (user_id, audience_id) where g.user_id is null';
    ended := 'select g.* from gone g left join come c using (user_id, audience_id) where c.user_id is null';
  end if;
  execute format('select exists (%s) or exists (%s)', joined, ended) into is_any;
  if not is_any then
    return null;
  end if;
  batch := outside_batch();
  execute format($sql$
    insert into changes (batch_id, fact, key, before, after, user_ids)
    select $1, 'memberships', e.audience_id, jsonb_build_object('since', e.since, 'batch_id', e.batch_id), null::jsonb, array_agg(e.user_id order by e.user_id)
    from (%s) e
    group by e.audience_id, e.batch_id, e.since
    union all
    select $1, 'memberships', j.audience_id, null, '{}'::jsonb, array_agg(j.user_id order by j.user_id)
    from (%s) j
    group by j.audience_id
  $sql$, ended, joined) using batch;
  perform follow_outside(batch, 'memberships', since);
  return null;
end
$$;

-- Takes the lock that a change takes before such a write: 1 for declarations, 2 for who stands where; see locks.ts.
create function lock_outside() returns trigger
language plpgsql volatile security definer set search_path = public, engine, pg_temp
as $$
begin
  if tg_argv[1] = 'shared' then
    perform pg_advisory_xact_lock_shared(8, tg_argv[0]::int);
  else
    perform pg_advisory_xact_lock(8, tg_argv[0]::int);
  end if;
  return null;
end
$$;

do $$
declare
  outside constant text := $when$coalesce(current_setting('muster.batch', true), '') = ''$when$;
  watched record;
begin
  for watched in
    select *
    from (values
      ('academy', 'u', 'id', 'on_leaving today'),
      ('companies', 'u', 'id', 'archived'),
      ('departments', 'u', 'id', 'company_id parent_id archived'),
      ('teams', 'u', 'id', 'archived'),
      ('job_functions', 'u', 'id', 'archived'),
      ('groups', 'u', 'id', 'archived'),
      ('users', 'iud', 'id', 'company_id department_id language manager_id added_on status'),
      ('memberships', 'iud', '', ''),
      ('grants', 'iud', 'user_id audience_id', ''),
      ('learning_activities', 'iu', 'id', 'on_leaving valid_months archived'),
      ('qualifications', 'u', 'id', 'archived'),
      ('target_activities', 'iud', 'target_id activity_id', ''),
      ('assignments', 'iud', 'id', 'audience_id target_id on_leaving'),
      ('rules', 'iud', 'id', 'state on_leaving query::text added_from added_to within_days after_days'),
      ('exclusions', 'iud', 'user_id activity_id', ''),
      ('completions', 'ud', 'id', 'user_id activity_id completed_on')
    ) as t (name, events, identity, deciding)
    cross join (values
      ('i', 'insert', 'new table as come'),
      ('u', 'update', 'old table as gone new table as come'),
      ('d', 'delete', 'old table as gone')
    ) as e (letter, event, tables)
    where strpos(t.events, e.letter) > 0
  loop
    execute format(
      'create trigger outside_%s after %2$s on %I referencing %s for each statement when (%s) execute function %I(%L, %L)',
      watched.event, watched.event, watched.name, watched.tables, outside,
      case watched.name when 'memberships' then 'note_outside_memberships' else 'note_outside' end,
      watched.identity, watched.deciding);
  end loop;
  for watched in
    select *
    from (values
      ('assignments', 'insert or update or delete', '1', ''),
      ('target_activities', 'insert or update or delete', '1', ''),
      ('rules', 'insert or update or delete', '1', ''),
      ('academy', 'update of on_leaving, today', '1', ''),
      ('learning_activities', 'update of on_leaving, archived', '1', ''),
      ('qualifications', 'update of archived', '1', ''),
      ('companies', 'update of archived', '1', ''),
      ('departments', 'update of archived', '1', ''),
      ('teams', 'update of archived', '1', ''),
      ('job_functions', 'update of archived', '1', ''),
      ('groups', 'update of archived', '1', ''),
      ('departments', 'update of parent_id, company_id', '2', ''),
      ('users', 'update of manager_id', '2', ''),
      ('users', 'insert or delete or update of company_id, department_id, status, added_on', '2', 'shared')
    ) as t (name, events, number, mode)
  loop
    execute format(
      'create trigger outside_lock_%s%s before %s on %I for each statement when (%s) execute function lock_outside(%L, %L)',
      watched.number, nullif('_' || watched.mode, '_'), watched.events, watched.name, outside, watched.number, watched.mode);
  end loop;
end
$$;
