-- The history of an activity that everybody is enrolled in read every event of it, of a million people's first day eight hundred
-- thousand (0.6 s a page). What a large batch did in each activity is written down when it is done, beside what it did in all.
create table activity_moves (
  activity_id int not null,
  batch_id bigint not null,
  kind smallint not null,
  n int not null,
  primary key (activity_id, batch_id, kind)
);
comment on table activity_moves is 'how many enrollments a large batch that is done moved in each activity, by kind of event';

insert into activity_moves
select a.id, e.batch_id, e.kind, sum(cardinality(e.user_ids))
from batches b
join events e on e.batch_id = b.id
cross join lateral unnest(e.activity_ids) as a (id)
where b.is_large and b.moves is not null
group by 1, 2, 3;
