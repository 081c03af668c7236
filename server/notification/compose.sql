-- From what the engine owes to messages: one per user and batch, with everything the batch enrolled them in.

-- Composes some buckets of one batch: `most` users in events, and at least one bucket. A user's events all lie in one
-- bucket, so each message is whole. The batch's row is locked until the commit: whoever comes second takes another batch
-- or none. A crash leaves the outbox as it was. Answers how many outbox rows were consumed (0: nothing to do) and how
-- many messages are due at once.
--
-- A batch is ready when none of its marks, jobs and chunks is left: they are deleted in the transactions that write
-- events and outbox, so one snapshot without them has every outbox row of the batch.
--
-- Small batches go out at once; one of more than 100 messages waits, so that somebody can hold it. Which it is, is only
-- known with the last bucket: until then everything waits.
create function compose_some(mail_ready boolean, most int, out consumed int, out due int)
language plpgsql volatile
as $$
declare
  composed batches;
  buckets int[];
  is_told boolean;
  new_state text;
begin
  consumed := 0;
  due := 0;
  -- Whoever looks again at what ended meanwhile waits for what is composed here.
  perform pg_advisory_xact_lock_shared(hashtextextended('muster.composing', 0));
  with recursive owing as (
    (select o.batch_id from outbox o order by o.batch_id limit 1)
    union all
    select (select o.batch_id from outbox o where o.batch_id > owing.batch_id order by o.batch_id limit 1)
    from owing
    where owing.batch_id is not null
  )
  select b.* into composed
  from owing
  join batches b on b.id = owing.batch_id
  where not exists (select from dirty_users d where d.batch_id = b.id)
    and not exists (select from column_jobs j where j.batch_id = b.id)
    and not exists (select from column_chunks c where c.batch_id = b.id)
  order by b.id
  limit 1
  for no key update of b skip locked;
  if not found then
    return;
  end if;

  select array_agg(s.bucket) into buckets
  from (
    select e.bucket, sum(sum(cardinality(e.user_ids))) over (order by e.bucket) - sum(cardinality(e.user_ids)) as before
    from outbox o
    join events e on e.id = o.event_id
    where o.batch_id = composed.id
    group by e.bucket
  ) s
  where s.before < most;
  if buckets is null then
    return;
  end if;

  is_told := composed.notify;
  new_state := case
    when not (mail_ready and (select a.mail_on from academy a)) then 'kept'
    -- Held while it was still being composed: what comes later is held too, also where what was held is discarded by now.
    when exists (
      select from messages m where m.batch_id = composed.id and m.kind = 'enrolled' and m.state in ('held', 'discarded')
    ) then 'held'
    else 'due'
  end;

  with consumed_rows as (
    delete from outbox where id in (
      select o.id
      from outbox o
      join events e on e.id = o.event_id
      where o.batch_id = composed.id and e.bucket = any (buckets)
      for update of o skip locked
    )
    returning event_id
  ),
  happened as materialized (
    select e.* from consumed_rows c join events e on e.id = c.event_id
  ),
  moved as (
    select h.kind, person.user_id, learning.activity_id
    from happened h
    cross join lateral unnest(h.user_ids) as person (user_id)
    cross join lateral unnest(h.activity_ids) as learning (activity_id)
    where is_told
  ),
  -- What was withdrawn in the thirty days before. The sets are compared by hash, for nobody can estimate an unnest.
  lost as (
    select person.user_id, learning.activity_id
    from events w
    cross join lateral unnest(w.user_ids) as person (user_id)
    cross join lateral unnest(w.activity_ids) as learning (activity_id)
    where w.bucket in (select h.bucket from happened h where h.kind = 13) and w.kind in (7, 11)
      and w.id < (select max(h.id) from happened h) and w.at > (select min(h.at) from happened h) - interval '30 days'
  ),
  owed as (
    select distinct m.user_id, m.activity_id
    from moved m
    join users u on u.id = m.user_id and u.status = 'active'
    join enrollments n on n.user_id = m.user_id and n.activity_id = m.activity_id and n.state = 1
    left join exclusions x on x.user_id = m.user_id and x.activity_id = m.activity_id
    where x.user_id is null and not exists (
      select from valid_completions c where c.user_id = m.user_id and c.activity_id = m.activity_id
    )
    -- Who was told of it, and was without it for less than thirty days, is not told again.
    and not (
      m.kind = 13 and (m.user_id, m.activity_id) in (select l.user_id, l.activity_id from lost l) and exists (
        select from messages t
        where t.user_id = m.user_id and t.kind = 'enrolled' and t.state not in ('dropped', 'failed', 'aside', 'discarded')
          and t.activity_ids @> array[m.activity_id]
      )
    )
  ),
  written as (
    insert into messages (kind, batch_id, user_id, activity_ids, state, due_at)
    select 'enrolled', composed.id, o.user_id, array_agg(o.activity_id order by o.activity_id), new_state,
      now() + interval '15 minutes'
    from owed o
    group by o.user_id
    order by o.user_id
    on conflict (batch_id, user_id, kind) do nothing
  )
  select count(*)::int into consumed from consumed_rows;

  if new_state = 'due' and not exists (select from outbox o where o.batch_id = composed.id)
    and (select count(*) <= 100 from (
      select from messages m where m.batch_id = composed.id and m.kind = 'enrolled' limit 101
    ) few)
  then
    update messages m set due_at = now() where m.batch_id = composed.id and m.kind = 'enrolled' and m.state = 'due';
    get diagnostics due = row_count;
  end if;
end
$$;

-- Marks what waits in vain, and what does so no more, for those of whom something changed: so that what is kept can be counted as
-- it would be sent. Nothing is dropped before it would be sent, for what ended may be undone. Takes `most` doubts at a time, and
-- answers how many (0: nothing to do). What changed was committed before its doubt is seen; whoever composed before that and has
-- not committed is waited for.
create function settle_doubts(most int) returns int
language plpgsql volatile
as $$
declare
  doubts int;
  subject int[];
begin
  perform from mail_doubts limit 1;
  if not found then
    return 0;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('muster.composing', 0));
  with taken as (
    delete from mail_doubts where id in (
      select d.id from mail_doubts d order by d.id limit most for update skip locked
    )
    returning user_ids
  )
  select (select count(*) from taken), array(select distinct unnest(t.user_ids) from taken t) into doubts, subject;
  update messages m set in_vain = not goes_out(m)
  where m.id in (
    select w.id
    from messages w
    where w.user_id = any (subject) and w.state in ('kept', 'held', 'due') and w.in_vain = goes_out(w)
    order by w.id
    for update
  );
  return doubts;
end
$$;

-- Tells whoever uploaded a file that it is done, where that took longer than they will have waited. Answers how many messages
-- are due by that.
create function compose_imports(mail_ready boolean) returns int
language sql volatile
as $$
  with done as (
    select i.id, i.batch_id, i.author_id, now() - i.touched_at > interval '1 minute' as was_long
    from imports i
    where i.state = 'started' and not i.is_told
      and not exists (select from dirty_users d where d.batch_id = i.batch_id)
      and not exists (select from column_jobs j where j.batch_id = i.batch_id)
      and not exists (select from column_chunks c where c.batch_id = i.batch_id)
    for update of i skip locked
  ),
  told as (
    update imports set is_told = true from done where imports.id = done.id
  ),
  written as (
    insert into messages (kind, batch_id, user_id, state, in_vain)
    select 'imported', d.batch_id, u.id,
      case when mail_ready and (select a.mail_on from academy a) then 'due' else 'kept' end, u.status = 'inactive'
    from done d
    join users u on u.id = d.author_id
    where d.was_long
    on conflict (batch_id, user_id, kind) do nothing
    returning state
  )
  select count(*)::int from written where state = 'due'
$$;
