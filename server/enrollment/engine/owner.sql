-- Whose doing a transition is. A drain, or a chunk, does for its users also what other batches owe them and have not done
-- yet. What it writes names the batch whose facts brought it about, so that history tells the truth and nobody is told by
-- mail of what was done without telling. Asked inside `apply_due`, whose settings hold here, and only where others owe anything.

-- What is due, as `due_for_users` and `due_in_activity` say, and whose doing it is. Of several batches: the enrollment began
-- with the first of the causes that it has now, and ended with the last that it lost; of a cause that took two facts, the
-- later one began it and the earlier one ended it; an exclusion bars them all. A batch is named only while it still owes the
-- pair: its messages are not composed before. Asked while the users' buckets are locked, which whoever does what is owed needs
-- too. More than a thousand pairs at once, of two large declarations about one activity, are all this batch's.
create function due_by_owner(batch bigint, subject int[], people profiles[], activity int, ending int)
returns table (user_id int, activity_id int, state smallint, next smallint, on_leaving smallint, batch_id bigint)
language plpgsql stable
as $$
#variable_conflict use_column
begin
  return query
  with due as materialized (
    select * from due_for_users(subject, people) where due_by_owner.activity is null
    union all
    select * from due_in_activity(due_by_owner.activity, subject, ending) where due_by_owner.activity is not null
  ),
  moving as materialized (
    select d.user_id, d.activity_id, d.next = 1 as begins from due d where d.state is distinct from d.next
  ),
  in_activity as materialized (
    select m.activity_id, array_agg(m.user_id order by m.user_id) as user_ids from moving m group by m.activity_id
  ),
  owed as materialized (
    select m.user_id, m.activity_id, d.batch_id
    from moving m join dirty_users d on d.user_id = m.user_id
    where d.batch_id <> batch
    union
    select m.user_id, m.activity_id, j.batch_id
    from moving m join column_jobs j on j.activity_id = m.activity_id
    where j.batch_id <> batch
    union
    select u.user_id, a.activity_id, c.batch_id
    from in_activity a
    join column_chunks c on c.activity_id = a.activity_id
    cross join lateral unnest(c.user_ids & a.user_ids) as u (user_id)
    where c.batch_id <> batch
  ),
  asked as (
    select array_agg(p.user_id) as user_ids, array_agg(p.activity_id) as activity_ids,
      (select array_agg(distinct o.batch_id) from owed o) || batch as batch_ids
    from (select distinct o.user_id, o.activity_id from owed o) p
    having count(*) between 1 and 1000
  ),
  borne as materialized (
    select b.user_id, b.activity_id, b.assignment_id, b.audience_id, b.batch_id, b.is_certain, m.begins,
      coalesce(b.began, m.begins) as began
    from asked a
    cross join lateral bearing(a.user_ids, a.activity_ids, a.batch_ids) b
    join moving m on m.user_id = b.user_id and m.activity_id = b.activity_id
    where b.batch_id = batch or exists (
      select from owed o where o.user_id = b.user_id and o.activity_id = b.activity_id and o.batch_id = b.batch_id
    )
  ),
  -- What began and is a cause now; what ended and did not begin again.
  lasting as materialized (
    select b.*, bool_or(b.is_certain) over (partition by b.user_id, b.activity_id) as is_told
    from borne b
    where b.began = b.begins and case
      when b.assignment_id is null then true
      when b.begins then was_in(b.user_id, b.audience_id, 9223372036854775807) and exists (
        select from leads l where l.activity_id = b.activity_id and l.assignment_id = b.assignment_id
      )
      else not exists (
        select from borne again
        where again.user_id = b.user_id and again.activity_id = b.activity_id and again.assignment_id = b.assignment_id
          and again.began and again.is_certain and again.batch_id > b.batch_id
      )
    end
  ),
  cause as (
    select l.user_id, l.activity_id, l.begins, l.assignment_id, min(l.batch_id) as first, max(l.batch_id) as last
    from lasting l
    where l.is_certain or not l.is_told
    group by l.user_id, l.activity_id, l.begins, l.assignment_id
  ),
  -- Whom other causes than these lead there now: what began or ended then is the exclusion, not the causes.
  standing as materialized (
    select c.user_id, c.activity_id
    from cause c
    where c.assignment_id is null and exists (
      select from leads l
      where l.activity_id = c.activity_id and was_in(c.user_id, l.audience_id, 9223372036854775807) and not exists (
        select from lasting o
        where o.user_id = c.user_id and o.activity_id = c.activity_id and o.assignment_id = l.assignment_id and o.begins
      )
    )
  ),
  owner as (
    select c.user_id, c.activity_id,
      case
        when c.begins then greatest(
          min(c.last) filter (where c.assignment_id is not null), max(c.last) filter (where c.assignment_id is null)
        )
        else least(
          max(c.first) filter (where c.assignment_id is not null), min(c.first) filter (where c.assignment_id is null)
        )
      end as batch_id
    from cause c
    left join standing s on s.user_id = c.user_id and s.activity_id = c.activity_id
    where s.user_id is null or c.assignment_id is null
    group by c.user_id, c.activity_id, c.begins
  )
  select d.user_id, d.activity_id, d.state, d.next, d.on_leaving, coalesce(o.batch_id, batch)
  from due d
  left join owner o on o.user_id = d.user_id and o.activity_id = d.activity_id;
end
$$;
