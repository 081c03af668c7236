-- How many are in a part of the organisation and in a learning activity, as rows that are summed: a drain adds what it changed by.
-- One row that all of them updated would have them wait for one another.

-- Companies, departments, with those below, teams, functions and groups.
create function is_unit(audience_id int) returns boolean
language sql immutable parallel safe as $$ select audience_id >= audience(1, 0) and audience_id < audience(7, 0) $$;

create function members_of(audience int) returns int
language sql stable parallel safe as $$
  select coalesce(sum(t.n), 0)::int from member_tallies t where t.audience_id = audience
$$;

create function participants_of(activity int) returns int
language sql stable parallel safe as $$
  select coalesce(sum(t.n), 0)::int from participant_tallies t where t.activity_id = activity
$$;

-- By how much an event of this kind changes the participants of its activities, for each of its users; see `transition`.
create function participants_gained(kind smallint) returns int
language sql immutable parallel safe as $$ select (kind & 3 in (1, 2))::int - (kind >> 2 in (1, 2))::int $$;

-- Notes that the profiles of some users became others. Under the lock of the users' buckets.
create function tally_members(before profiles[], after profiles[]) returns void
language sql volatile as $$
  insert into member_tallies (audience_id, n)
  select c.audience_id, sum(c.n)
  from (
    select unnest(b.audience_ids - coalesce(a.audience_ids, '{}')) as audience_id, -1 as n
    from unnest(before) b left join unnest(after) a using (user_id)
    union all
    select unnest(a.audience_ids - coalesce(b.audience_ids, '{}')), 1
    from unnest(after) a left join unnest(before) b using (user_id)
  ) c
  where is_unit(c.audience_id)
  group by c.audience_id
  having sum(c.n) <> 0
$$;

-- Each row is deleted by one, and whoever deleted it adds it again, in a sum: so it may be done while others add theirs.
create function fold_tallies() returns void
language sql volatile as $$
  with gone as (
    delete from member_tallies t
    where t.audience_id in (select m.audience_id from member_tallies m group by m.audience_id having count(*) > 1)
    returning t.audience_id, t.n
  )
  insert into member_tallies (audience_id, n)
  select g.audience_id, sum(g.n) from gone g group by g.audience_id having sum(g.n) <> 0;
  with gone as (
    delete from participant_tallies t
    where t.activity_id in (select m.activity_id from participant_tallies m group by m.activity_id having count(*) > 1)
    returning t.activity_id, t.n
  )
  insert into participant_tallies (activity_id, n)
  select g.activity_id, sum(g.n) from gone g group by g.activity_id having sum(g.n) <> 0;
$$;

-- By how many a tally is short of what there is. One statement, and so one snapshot.
create view short_member_tallies as
select coalesce(c.audience_id, t.audience_id) as audience_id, (coalesce(c.n, 0) - coalesce(t.n, 0))::int as n
from (
  select p.audience_id, count(*) as n
  from (select unnest(profiles.audience_ids) as audience_id from profiles) p
  where is_unit(p.audience_id)
  group by p.audience_id
) c
full join (select m.audience_id, sum(m.n) as n from member_tallies m group by m.audience_id) t on t.audience_id = c.audience_id
where coalesce(c.n, 0) <> coalesce(t.n, 0);

create view short_participant_tallies as
select coalesce(c.activity_id, t.activity_id) as activity_id, (coalesce(c.n, 0) - coalesce(t.n, 0))::int as n
from (
  select e.activity_id, count(*) as n from enrollments e where e.state in (1, 2) group by e.activity_id
) c
full join (select m.activity_id, sum(m.n) as n from participant_tallies m group by m.activity_id) t on t.activity_id = c.activity_id
where coalesce(c.n, 0) <> coalesce(t.n, 0);

create function mend_tallies() returns void
language sql volatile as $$
  insert into member_tallies (audience_id, n) select s.audience_id, s.n from short_member_tallies s;
  insert into participant_tallies (activity_id, n) select s.activity_id, s.n from short_participant_tallies s;
$$;
