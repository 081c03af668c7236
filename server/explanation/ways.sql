-- The ways to a learning activity: every assignment that leads there, whether it reaches this user, and if not how much is
-- missing. `is_in`: whether the user is in its audience, or matches the rule (of a held one: was among those who matched). The
-- nearest first: those that miss least. Of links to other users in person only the number is told, and lists are no ways:
-- nobody is on them but by somebody's word. `counts`: how many there are of each kind, by one audience of it.
create function ways(of_user int, of_activity int, most int)
returns table (
  assignment_id int, audience_id int, audience_name text, through_id int, through_name text, is_in boolean,
  audience_archived boolean, through_archived boolean, rule_state text, held_since timestamptz, total int, counts jsonb
)
language plpgsql stable
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  person profiles := (select p from profiles p where p.user_id = of_user);
  today date := academy_today();
begin
  return query
  with way as materialized (
    select a.id as assignment_id, a.audience_id, q.id as through_id, q.name as through_name,
      coalesce(q.archived, false) as through_archived, x.audience_id is not null as audience_archived,
      r, h.since as held_since,
      case
        when r.id is null then a.audience_id = any (person.audience_ids)
          or exists (select from memberships m where m.user_id = of_user and m.audience_id = a.audience_id)
        when h.rule_id is null then matches(person.audience_ids, person.added_on, r, today)
        else exists (select from held_matches m where m.user_id = of_user and m.rule_id = r.id)
      end as is_in
    from target_activities c
    join assignments a on a.target_id = c.target_id
    left join qualifications q on q.id = a.target_id
    left join archived_audiences x on x.audience_id = a.audience_id
    left join rules r on audience_kind(a.audience_id) = 11 and r.id = audience_object(a.audience_id)
    left join holds h on h.rule_id = r.id
    where c.activity_id = of_activity and audience_kind(a.audience_id) not between 12 and 14
  ),
  measured as (
    select w.*, (w.r).state as rule_state,
      w.audience_archived::int + w.through_archived::int
        + coalesce((w.r).state in ('draft', 'ended') or (w.held_since is not null and not w.is_in), false)::int
        + case
          when w.is_in then 0
          when (w.r).id is null then 1
          else (
            select count(*) filter (where (person.audience_ids && c.audience_ids) = c.is_negated)::int
            from clauses((w.r).query) c
          ) + (not matches(array[0], person.added_on, '0', (w.r).added_from, (w.r).added_to, (w.r).within_days, (w.r).after_days, today))::int
        end as missing
    from way w
  ),
  nearest as (
    select * from measured w
    where w.is_in or audience_kind(w.audience_id) > 0
    order by w.missing, w.audience_id, w.assignment_id
    limit most
  ),
  counted as (
    select sum(k.n)::int as total, jsonb_agg(jsonb_build_object('audienceId', k.audience_id, 'n', k.n) order by k.n desc, k.audience_id) as counts
    from (select min(w.audience_id) as audience_id, count(*) as n from way w group by audience_kind(w.audience_id), w.audience_id = 0) k
  )
  select n.assignment_id, n.audience_id, audience_name(n.audience_id),
    case when audience_kind(n.audience_id) <> 15 then n.through_id end,
    case when audience_kind(n.audience_id) <> 15 then n.through_name end,
    n.is_in, n.audience_archived, n.through_archived, n.rule_state, n.held_since, k.total, k.counts
  from counted k
  left join nearest n on true
  order by n.missing, n.audience_id, n.assignment_id;
end
$$;
