-- The life of an enrollment: what a row becomes. States: null none, 1 active, 2 kept, 3 withdrawn; on_leaving: 1 withdraw,
-- 2 withdraw if not started, 3 keep; ending: 0 facts changed, 1 ended by hand. The first line that applies decides.
-- Inactive users never come here: their enrollments stand suspended as they are.
create function step(
  state smallint, on_leaving smallint, is_wanted boolean, is_excluded boolean,
  is_started boolean, is_completed boolean, ending int
) returns smallint
language sql immutable parallel safe as $$
  select (case
    when state in (1, 2) and (is_excluded or (ending = 1 and not is_wanted)) then case when is_completed then 2 else 3 end
    when is_wanted then 1
    when state = 1 and (is_completed or on_leaving = 3 or (on_leaving = 2 and is_started)) then 2
    when state = 1 then 3
    else state
  end)::smallint
$$;

-- Who has completed what, validly today.
create view valid_completions as
select c.user_id, c.activity_id, c.completed_on,
  (c.completed_on + make_interval(months => a.valid_months))::date as valid_until
from completions c
join learning_activities a on a.id = c.activity_id
where a.valid_months is null or c.completed_on + make_interval(months => a.valid_months) > academy_today();
