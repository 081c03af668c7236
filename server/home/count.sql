-- What Home plots, as one object. Reads events of half a year and all standing enrollments once; locks nothing.
create function count_plots(moment timestamptz) returns jsonb
language sql stable
set work_mem = '64MB'
as $$
  with academy_zone as (
    select time_zone from academy
  ),
  span as (
    select (date_trunc('week', moment at time zone time_zone) - interval '25 weeks')::date as first from academy_zone
  ),
  began as materialized (
    select date_trunc('week', e.at at time zone z.time_zone)::date as week,
      case
        when b.kind like 'enrollment.%' or b.kind like 'exclusion.%' then 'hand'
        when b.kind like '%.import' then 'import'
        when b.kind like 'rule.%' then 'rules'
        when b.kind ~ '^(assignment|qualification|activity)\.' then 'assignments'
        when b.kind ~ '^(user|company|department|team|function|group|grant)\.' then 'people'
        else 'other'
      end as enrolled_by,
      sum(cardinality(e.user_ids) * cardinality(e.activity_ids)) as enrollments
    from batches b
    join events e on e.batch_id = b.id
    cross join academy_zone z
    cross join span s
    where b.at >= s.first - 7 and e.at >= s.first::timestamp at time zone z.time_zone and e.kind in (1, 9, 13)
    group by 1, 2
  ),
  weeks as (
    select w.week::date as week, coalesce(jsonb_object_agg(g.enrolled_by, g.enrollments) filter (where g.week is not null), '{}') as by
    from span s
    cross join lateral generate_series(s.first, s.first + 25 * 7, interval '1 week') as w (week)
    left join began g on g.week = w.week::date
    group by w.week
  ),
  done as (
    select distinct c.user_id, c.activity_id from valid_completions c
  ),
  standing as materialized (
    select u.company_id, u.department_id, count(*) as enrollments, count(d.user_id) as completed
    from enrollments e
    join users u on u.id = e.user_id and u.status = 'active'
    left join done d on d.user_id = e.user_id and d.activity_id = e.activity_id
    where e.state in (1, 2)
    group by 1, 2
  ),
  companies_told as (
    select c.id, c.name, sum(s.enrollments) as enrollments, sum(s.completed) as completed
    from standing s join companies c on c.id = s.company_id
    group by c.id
    order by sum(s.enrollments) desc, c.id
    limit 10
  ),
  departments_told as (
    select d.id, d.name, sum(s.enrollments) as enrollments, sum(s.completed) as completed
    from standing s join departments d on d.id = s.department_id
    group by d.id
    order by sum(s.enrollments) desc, d.id
    limit 10
  )
  select jsonb_build_object(
    'weeks', (select jsonb_agg(jsonb_build_object('week', w.week, 'by', w.by) order by w.week) from weeks w),
    'companies', (select coalesce(jsonb_agg(to_jsonb(c) order by c.enrollments desc, c.id), '[]') from companies_told c),
    'departments', (select coalesce(jsonb_agg(to_jsonb(d) order by d.enrollments desc, d.id), '[]') from departments_told d)
  )
$$;
