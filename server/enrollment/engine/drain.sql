-- Making true what is due. Every function here runs in a transaction of its own that began after the facts were
-- committed. It locks the buckets of its users in ascending order and decides in a later statement, whose snapshot is
-- therefore younger than whatever the last holder of the lock wrote. Repeating any of them is harmless.

create function lock_buckets(subject int[]) returns void
language sql volatile as $$
  select pg_advisory_xact_lock(7, bucket)
  from (select distinct s.user_id >> 10 as bucket from unnest(subject) as s (user_id) order by 1) as ascending
$$;

-- What a drain writes can be derived again from the facts and the marks that are lost with it, so its commit need not
-- wait for the disk: after a crash of the machine the marks are there again. So it is with a plan and its job. Whatever waits
-- for the disk later, such as a message that is handed over, takes everything before it along.
create function commit_without_waiting() returns text
language sql volatile as $$ select set_config('synchronous_commit', 'off', true) $$;

-- Writes profiles where facts say otherwise, and answers those that the facts give. Under the lock of the users' buckets.
create function refresh_profiles(subject int[]) returns profiles[]
language plpgsql volatile
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  stored profiles[] := array(select p from profiles p where p.user_id = any (subject) order by p.user_id);
  fresh profiles[] := array(select row(f.user_id, f.added_on, f.audience_ids)::profiles from profiles_from_facts(subject) f);
begin
  if stored = fresh then
    return fresh;
  end if;
  perform tally_members(stored, fresh);
  if cardinality(fresh) < cardinality(subject) then
    delete from profiles p
    where p.user_id in (select unnest(subject) except select f.user_id from unnest(fresh) f);
  end if;
  insert into profiles as p (user_id, added_on, audience_ids)
  select f.user_id, f.added_on, f.audience_ids from unnest(fresh) f order by f.user_id
  on conflict (user_id) do update set added_on = excluded.added_on, audience_ids = excluded.audience_ids
  where p.added_on <> excluded.added_on or p.audience_ids <> excluded.audience_ids;
  return fresh;
end
$$;

-- The kind of an event: from which state to which; see step.sql.
create function transition(before smallint, after smallint) returns smallint
language sql immutable parallel safe as $$ select (coalesce(before, 0) * 4 + after)::smallint $$;

-- Writes what is due for users (activity null; `people` are their profiles) or for users in one activity: enrollments, their
-- events, the tallies, for those newly enrolled or resumed the outbox, and for those to whom it is required no longer or again the
-- doubt whether their mail goes out. Answers how many enrollments went from which state to which: kind = from * 4 + to.
create function apply_due(batch bigint, subject int[], people profiles[], activity int, ending int)
returns table (kind smallint, n int)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  with due as materialized (
    select * from due_for_users(subject, people) where activity is null
    union all
    select * from due_in_activity(activity, subject, ending) where activity is not null
  ),
  added as (
    insert into enrollments (user_id, activity_id, state, on_leaving, was, batch_id)
    select d.user_id, d.activity_id, d.next, d.on_leaving, 0, batch
    from due d
    where d.state is null
    order by d.user_id, d.activity_id
  ),
  changed as (
    update enrollments e
    set state = d.next,
      on_leaving = d.on_leaving,
      was = case when d.next = d.state then e.was else d.state end,
      changed_at = case when d.next = d.state then e.changed_at else now() end,
      batch_id = case when d.next = d.state then e.batch_id else batch end
    from due d
    where d.state is not null and e.user_id = d.user_id and e.activity_id = d.activity_id
  ),
  -- Rectangles, as history holds them: the users of a bucket, in the same activities.
  moved as materialized (
    select m.kind, m.bucket, array_agg(m.user_id order by m.user_id) as user_ids, m.activity_ids
    from (
      select d.user_id, d.user_id >> 10 as bucket, transition(d.state, d.next) as kind,
        array_agg(d.activity_id order by d.activity_id) as activity_ids
      from due d
      where d.state is distinct from d.next and apply_due.activity is null
      group by 1, 2, 3
    ) m
    group by m.kind, m.bucket, m.activity_ids
    union all
    select transition(d.state, d.next) as kind, d.user_id >> 10, array_agg(d.user_id order by d.user_id), array[apply_due.activity]
    from due d
    where d.state is distinct from d.next and apply_due.activity is not null
    group by 1, 2
  ),
  happened as (
    insert into events as e (batch_id, kind, bucket, user_ids, activity_ids)
    select batch, m.kind, m.bucket, m.user_ids, m.activity_ids from moved m
    returning e.id, e.kind
  ),
  owed as (
    insert into outbox (batch_id, event_id) select batch, h.id from happened h where h.kind in (1, 13)
  ),
  doubted as (
    insert into mail_doubts (user_ids) select m.user_ids from moved m where m.kind in (6, 7, 9, 13)
  ),
  tallied as (
    insert into participant_tallies (activity_id, n)
    select a.id, sum(cardinality(m.user_ids) * participants_gained(m.kind))
    from moved m
    cross join lateral unnest(m.activity_ids) as a (id)
    where participants_gained(m.kind) <> 0
    group by a.id
  )
  select m.kind, sum(cardinality(m.user_ids) * cardinality(m.activity_ids))::int from moved m group by m.kind;
end
$$;

-- A request drains its own users, those whose marks still stand: where they do not, a worker was there first and has
-- committed, and nothing would tell a plan made meanwhile that this user is being decided. It takes the marks before it decides,
-- so that whoever waits for them, as an undo does, sees what it did. The row with kind 0 counts the users whom a worker has
-- decided, and those whose marks it holds at this moment; it deletes them when it commits.
create function drain_own_users(batch bigint, subject int[]) returns table (kind smallint, n int)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
as $$
declare
  own int[];
begin
  perform commit_without_waiting();
  perform lock_buckets(subject);
  with taken as (
    delete from dirty_users where id in (
      select d.id from dirty_users d where d.batch_id = batch and d.user_id = any (subject) for update skip locked
    )
    returning user_id
  )
  select array_agg(distinct t.user_id) into own from taken t;
  if own is not null then
    return query select * from apply_due(batch, own, refresh_profiles(own), null, 0);
  end if;
  return query select 0::smallint, cardinality(subject) - coalesce(cardinality(own), 0);
end
$$;

-- A worker takes marks that nobody holds, of one batch at a time so that events name the right one. Answers how many.
-- `settled` leaves alone what requests are likely to be draining themselves at this moment, unless they left it.
create function drain_leftover_users(settled interval, most int) returns int
language plpgsql volatile
as $$
declare
  batch bigint;
  marks bigint[];
  subject int[];
begin
  select d.batch_id into batch
  from dirty_users d
  join batches b on b.id = d.batch_id
  where b.left_to_workers or b.at <= now() - settled
  order by d.id limit 1
  for update of d skip locked;
  if not found then
    return 0;
  end if;
  select array_agg(m.id), array_agg(distinct m.user_id) into marks, subject
  from (
    select d.id, d.user_id from dirty_users d where d.batch_id = batch order by d.id limit most for update skip locked
  ) m;
  perform commit_without_waiting();
  perform lock_buckets(subject);
  perform apply_due(batch, subject, refresh_profiles(subject), null, 0);
  delete from dirty_users where id = any (marks);
  return cardinality(subject);
end
$$;

-- Plans one activity's job into chunks, of `of_batch` or (null) of any settled batch. Answers how many users are in
-- them; null when there was no job to take.
create function plan_next_job(of_batch bigint, settled interval, chunk int) returns int
language plpgsql volatile
as $$
declare
  job column_jobs;
  planned int;
begin
  select j.* into job
  from column_jobs j
  join batches b on b.id = j.batch_id
  where j.batch_id = coalesce(of_batch, j.batch_id) and (b.left_to_workers or b.at <= now() - settled)
  order by j.id limit 1
  for update of j skip locked;
  if not found then
    return null;
  end if;
  perform commit_without_waiting();
  with whole as materialized (
    select plan_activity(job.activity_id) as user_ids
  ),
  chunked as (
    insert into column_chunks as c (batch_id, activity_id, user_ids)
    select job.batch_id, job.activity_id, whole.user_ids[seq * chunk + 1 : (seq + 1) * chunk]
    from whole cross join lateral generate_series(0, (cardinality(whole.user_ids) - 1) / chunk) as seq
    where cardinality(whole.user_ids) > 0
    order by seq
    returning cardinality(c.user_ids) as users
  )
  select coalesce(sum(c.users), 0)::int into planned from chunked c;
  delete from column_jobs where id = job.id;
  update batches set work = work - 1 + (planned + chunk - 1) / chunk where id = job.batch_id;
  return planned;
end
$$;

-- Applies one chunk, of `of_batch` or (null) of any settled batch: every user in it is decided anew under the lock, with
-- what is true now. Who has a mark gets the profile that the facts give now: by an old one they would be enrolled in what
-- began to lead to a team after they had left it. Answers how many enrollments moved from which state to which; the row
-- with kind 0 says that a chunk was there.
create function apply_next_chunk(of_batch bigint, settled interval) returns table (kind smallint, n int)
language plpgsql volatile
as $$
declare
  chunk column_chunks;
  marked int[];
begin
  select c.* into chunk
  from column_chunks c
  join batches b on b.id = c.batch_id
  where c.batch_id = coalesce(of_batch, c.batch_id) and (b.left_to_workers or b.at <= now() - settled)
  order by c.id limit 1
  for update of c skip locked;
  if not found then
    return;
  end if;
  perform commit_without_waiting();
  perform lock_buckets(chunk.user_ids);
  marked := array(select distinct d.user_id from dirty_users d where d.user_id = any (chunk.user_ids));
  if cardinality(marked) > 0 then
    perform refresh_profiles(marked);
  end if;
  return query select 0::smallint, cardinality(chunk.user_ids);
  return query select * from apply_due(chunk.batch_id, chunk.user_ids, '{}', chunk.activity_id, chunk.ending);
  delete from column_chunks where id = chunk.id;
end
$$;
