-- The profile that the facts give each active user of `subject`: every audience they are in, lists aside, ascending.
-- Reads facts only; may be asked at any time. In plpgsql, as every statement of the row scope, because its plans are then
-- kept: planning costs more than running for one user. Walks go up once from each department and each manager, however many
-- people are below; they use `union`, for both may have loops in data. Each step is a look into the index: the planner, which
-- cannot know how short walks are, would read all departments at each, were it not for `offset 0`.
create function profiles_from_facts(subject int[]) returns table (user_id int, added_on date, audience_ids int[])
language plpgsql stable
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  return query
  with recursive person as materialized (
    select u.id, u.company_id, u.department_id, u.manager_id, u.added_on, l.id as language_id
    from users u
    join languages l on l.code = u.language
    where u.id = any (subject) and u.status = 'active'
  ),
  department as (
    select d.id, d.parent_id from departments d where d.id = any (array(select distinct p.department_id from person p))
  ),
  -- From the parents, who are far fewer.
  parent_above as (
    select distinct parent_id, parent_id as above_id from department where parent_id is not null
    union
    select a.parent_id, d.parent_id
    from parent_above a
    cross join lateral (select d.parent_id from departments d where d.id = a.above_id offset 0) d
    where d.parent_id is not null
  ),
  parent_line as (
    select parent_id, array_agg(audience(3, above_id)) as audience_ids from parent_above group by parent_id
  ),
  branch as (
    select d.id as department_id,
      array[audience(2, d.id), audience(3, d.id)] || (l.audience_ids - audience(3, d.id)) as audience_ids
    from department d
    left join parent_line l on l.parent_id = d.parent_id
  ),
  manager_above as (
    select distinct manager_id, manager_id as above_id from person where manager_id is not null
    union
    select a.manager_id, m.manager_id
    from manager_above a
    cross join lateral (select m.manager_id from users m where m.id = a.above_id offset 0) m
    where m.manager_id is not null
  ),
  line as (
    select manager_id, array[audience(9, manager_id)] || array_agg(audience(10, above_id)) as audience_ids
    from manager_above
    group by manager_id
  ),
  membership as (
    select m.user_id, array_agg(m.audience_id) as audience_ids
    from memberships m
    where m.user_id = any (subject) and m.audience_id < first_list()
    group by m.user_id
  ),
  manager as (
    select r.manager_id as user_id from users r where r.manager_id = any (subject) and r.status = 'active'
    union
    select g.user_id from grants g where g.user_id = any (subject)
  )
  select p.id, p.added_on, sort(
    array[audience(0, 0), audience(0, p.id), audience(1, p.company_id), audience(7, p.language_id)]
    || branch.audience_ids
    || membership.audience_ids
    || case when manager.user_id is not null then array[audience(8, 0)] end
    -- Nobody is their own report, though a loop leads back to them.
    || (line.audience_ids - audience(10, p.id))
  )
  from person p
  left join branch on branch.department_id = p.department_id
  left join line on line.manager_id = p.manager_id
  left join membership on membership.user_id = p.id
  left join manager on manager.user_id = p.id
  order by p.id;
end
$$;
