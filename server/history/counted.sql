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

-- Writes all of it down for large batches that are done, and what they moved in each activity. What owes nothing any more gets no further facts and no further
-- events; that it does not, and what happened, is read in one snapshot. Answers how many batches.
create function count_large_batches() returns int
language plpgsql volatile
as $$
declare
  counted int;
begin
  with done as materialized (
    select b.id
    from batches b
    where b.is_large and b.moves is null
      and not exists (select from dirty_users d where d.batch_id = b.id)
      and not exists (select from column_jobs j where j.batch_id = b.id)
      and not exists (select from column_chunks c where c.batch_id = b.id)
  ),
  written as (
    insert into activity_moves (activity_id, batch_id, kind, n)
    select a.id, e.batch_id, e.kind, sum(cardinality(e.user_ids))
    from done d
    join events e on e.batch_id = d.id
    cross join lateral unnest(e.activity_ids) as a (id)
    group by 1, 2, 3
    order by 1, 2, 3
    -- Another worker was counting too.
    on conflict do nothing
  )
  update batches b
  set facts = facts_of(b.id), moves = moves_of(b.id), about = about_of(b.id, null)
  from done d
  where b.id = d.id;
  get diagnostics counted = row_count;
  return counted;
end
$$;
