-- The life of an enrollment: what a row becomes. States: null none, 1 active, 2 kept, 3 withdrawn; was: the state before the
-- last transition, 0 none; on_leaving: 1 withdraw, 2 withdraw if not started, 3 keep. Ending: 0 facts changed, 1 ended by
-- hand, 2 the row entered its state by a batch that is being taken back; `is_started` is then: started since; 3 the same, of
-- somebody inactive. The first line that applies decides. Enrollments of inactive users stand suspended as they are: only what
-- is taken back comes here, and what was active is suspended again.
create function step(
  state smallint, was smallint, on_leaving smallint, is_wanted boolean, is_excluded boolean,
  is_started boolean, is_completed boolean, ending int
) returns smallint
language sql immutable parallel safe as $$
  select (case
    when ending = 3 and was = 1 then 1
    when state in (1, 2) and (is_excluded or (ending = 1 and not is_wanted)) then case when is_completed then 2 else 3 end
    when is_wanted then 1
    when ending in (2, 3) and not is_excluded and was = 2 then 2
    when ending in (2, 3) and not is_excluded and was in (0, 3) then case when is_started or is_completed then 2 else 3 end
    when state = 1 and (is_completed or on_leaving = 3 or (on_leaving = 2 and is_started)) then 2
    when state = 1 then 3
    else state
  end)::smallint
$$;

-- Who has completed what, validly today. The day is asked once: as a function it would be asked for each completion.
create view valid_completions as
select c.user_id, c.activity_id, c.completed_on,
  (c.completed_on + make_interval(months => a.valid_months))::date as valid_until
from completions c
join learning_activities a on a.id = c.activity_id
where a.valid_months is null or c.completed_on + make_interval(months => a.valid_months) > (select academy_today());

-- Batches whose taking back is still under way: by which batch, and since when what was started counts as started since.
-- When it is done, what they did stands or has gone, and nothing of theirs is decided by that any more. `is_taking_back` spares
-- looking at every undo that there ever was; no join, for a chunk may not loop (due.sql) and would hash every batch. `offset 0`
-- keeps that a table of few rows: with a question for the moment among its arguments, `step` would be no expression any more but
-- a function called for everybody.
create view batches_taken_back as
select u.undoes as batch_id, (select b.at from batches b where b.id = u.undoes) as at, u.id as by_batch_id, u.withdraw_started
from batches u
where u.is_taking_back and (
  exists (select from dirty_users d where d.batch_id = u.id)
  or exists (select from column_jobs j where j.batch_id = u.id)
  or exists (select from column_chunks c where c.batch_id = u.id)
)
offset 0;
