-- What history tells of a batch beside who did what when. In plpgsql, which keeps the plans: a page asks of fifty batches.

-- How many facts it made, changed or ended. Whom a held rule matched is written down to take it back by, and is not told.
create function facts_of(batch bigint) returns int
language plpgsql stable
set plan_cache_mode = force_generic_plan
as $$
begin
  return (
    select coalesce(sum(coalesce(cardinality(c.user_ids), 1)), 0)
    from changes c
    where c.batch_id = batch and c.fact <> 'held_matches'
  );
end
$$;

-- How many enrollments it moved, by what became of them. Events are rectangles: their sizes are multiplied, never walked through.
create function moves_of(batch bigint) returns jsonb
language plpgsql stable
set plan_cache_mode = force_generic_plan
as $$
begin
  return (
    select coalesce(jsonb_object_agg(m.kind, m.n), '{}')
    from (
      select kind_of_event(e.kind) as kind, sum(cardinality(e.user_ids) * cardinality(e.activity_ids)) as n
      from events e
      where e.batch_id = batch
      group by 1
    ) m
  );
end
$$;

-- What its first facts, so many or (null) all of them, are about: the first three things, how many more there are, and of each
-- kind how many.
create function about_of(batch bigint, most int) returns jsonb
language plpgsql stable
set plan_cache_mode = force_generic_plan
as $$
declare
  facts bigint[] := array(select c.id from changes c where c.batch_id = batch order by c.id limit most + 1);
begin
  return (
    select jsonb_build_object(
      'things', coalesce(jsonb_agg(jsonb_build_object('kind', one.kind, 'id', one.id) order by one.first) filter (where one.nth <= 3), '[]'),
      'more', greatest(count(*) - 3, 0),
      'kinds', coalesce(
        jsonb_agg(jsonb_build_object('kind', one.kind, 'count', one.alike) order by one.first) filter (where one.nth_alike = 1), '[]'),
      'isWhole', coalesce(cardinality(facts) <= most, true)
    )
    from (
      select thing.kind, thing.id, thing.first, row_number() over (order by thing.first) as nth,
        row_number() over (partition by thing.kind order by thing.first) as nth_alike,
        count(*) over (partition by thing.kind) as alike
      from (
        select t.kind, t.id, min(t.change_id * 4 + t.position) as first
        from change_things t
        where t.change_id = any (facts[:coalesce(most, cardinality(facts))])
        group by t.kind, t.id
      ) thing
    ) one
  );
end
$$;

-- Writes all of it down for batches that are done, the latest first and so many at most, and what they moved in each activity (what
-- they are about where the act did not: an invitation writes no fact, and is about somebody); of
-- those that are not large also whom they concern. What owes nothing any more gets no further facts and no further events:
-- whoever takes a mark away has written what came of it, or waits for who does. Answers how many batches.
create function count_batches(most int) returns int
language plpgsql volatile
as $$
declare
  done bigint[] := array(
    select b.id
    from batches b
    where b.moves is null
      and not exists (select from dirty_users d where d.batch_id = b.id)
      and not exists (select from column_jobs j where j.batch_id = b.id)
      and not exists (select from column_chunks c where c.batch_id = b.id)
    order by b.id desc
    limit most
    for no key update skip locked
  );
  small bigint[];
begin
  update batches b
  set facts = did.facts, moves = moves_of(b.id), about = coalesce(b.about, about_of(b.id, null)), is_large = did.facts + did.moved > 1000
  from (
    select d.id, facts_of(d.id) as facts,
      (select coalesce(sum(cardinality(e.user_ids)), 0) from events e where e.batch_id = d.id) as moved
    from unnest(done) as d (id)
  ) did
  where b.id = did.id;
  insert into activity_moves (activity_id, batch_id, kind, n)
  select a.id, e.batch_id, e.kind, sum(cardinality(e.user_ids))
  from events e
  cross join lateral unnest(e.activity_ids) as a (id)
  where e.batch_id = any (done)
  group by 1, 2, 3
  order by 1, 2, 3;
  small := array(select b.id from batches b where b.id = any (done) and not b.is_large);
  insert into batch_users (batch_id, user_id, moved)
  select c.batch_id, c.user_id, bool_or(c.moved)
  from (
    select e.batch_id, unnest(e.user_ids) as user_id, true as moved from events e where e.batch_id = any (small)
    union all
    select c.batch_id, unnest(coalesce(c.user_ids, array[c.key])), false
    from changes c
    where c.batch_id = any (small) and (c.fact = 'memberships' or c.fact in (select k.fact from key_things() k where k.kind = 'user'))
  ) c
  group by 1, 2
  order by 1, 2;
  return cardinality(done);
end
$$;
