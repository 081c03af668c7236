-- Which of these users an activity is required of, by whatever cause. `wanted` says the same of everything they are required;
-- this is for many people and one activity. `without`: kinds of lists that are not to count, as if nobody stood on them.
create function required_in(activity int, subject int[], without int[] default '{}') returns table (user_id int)
language plpgsql stable
as $$
#variable_conflict use_column
declare
  led record;
  every int[];
  lists int[];
  today date := academy_today();
begin
  select * into led from leading_to(activity);
  every := led.keep || led.unless_started || led.withdraw;
  lists := array(select l.id from unnest(led.lists) as l (id) where audience_kind(l.id) <> all (without));
  return query
  select p.user_id
  from profiles p
  left join exclusions x on x.user_id = p.user_id and x.activity_id = activity
  where p.user_id = any (subject) and x.user_id is null and (
    led.everyone > 0
    or p.audience_ids && every
    or exists (select from unnest(led.ruling) r where matches(p.audience_ids, p.added_on, r, today))
    or exists (select from memberships m where m.user_id = p.user_id and m.audience_id = any (lists))
    or exists (select from held_matches m where m.user_id = p.user_id and m.rule_id = any (led.held))
  );
end
$$;
