-- The profile that the facts give each active user of `subject`: every audience they are in, lists aside, ascending.
-- Reads facts only; may be asked at any time. In plpgsql, as every statement of the row scope, because its plans are then
-- kept: planning costs more than running for one user. Walks use `union`, for departments and managers may have loops in data.
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
  department_above as (
    select distinct department_id, department_id as above_id from person where department_id is not null
    union
    select a.department_id, d.parent_id
    from department_above a
    join departments d on d.id = a.above_id
    where d.parent_id is not null
  ),
  manager_above as (
    select id as user_id, manager_id from person where manager_id is not null
    union
    select a.user_id, m.manager_id
    from manager_above a
    join users m on m.id = a.manager_id
    where m.manager_id is not null and m.manager_id <> a.user_id
  ),
  belonging as (
    select id as user_id, audience(0, 0) as audience_id from person
    union all
    select id, audience(0, id) from person
    union all
    select id, audience(1, company_id) from person
    union all
    select id, audience(2, department_id) from person where department_id is not null
    union all
    select p.id, audience(3, a.above_id) from person p join department_above a using (department_id)
    union all
    select m.user_id, m.audience_id
    from person p
    join memberships m on m.user_id = p.id and m.audience_id < first_list()
    union all
    select id, audience(7, language_id) from person
    union all
    select p.id, audience(8, 0)
    from person p
    where exists (select from users r where r.manager_id = p.id and r.status = 'active')
      or exists (select from grants g where g.user_id = p.id)
    union all
    select id, audience(9, manager_id) from person where manager_id is not null
    union all
    select user_id, audience(10, manager_id) from manager_above
  )
  select p.id, p.added_on, b.audience_ids
  from person p
  join (
    select user_id, array_agg(audience_id order by audience_id) as audience_ids from belonging group by user_id
  ) b on b.user_id = p.id;
end
$$;
