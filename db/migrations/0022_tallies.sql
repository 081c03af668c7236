-- How many are in a part of the organisation and in a learning activity stands on every list of them, and lists are sorted by it.
-- Counted each time it takes what there is to count: a page of companies or of activities of a million people half a second, of
-- activities by their participants seven. So it is kept, as rows to be summed: whoever enrolls or moves somebody adds what
-- changed by that, in the same transaction, and none waits for another; now and then rows are folded into one (tallies.sql).
create table member_tallies (
  audience_id int not null,
  n int not null
);
comment on table member_tallies is 'active users by company, department, department and those below, team, function and group';

create table participant_tallies (
  activity_id int not null,
  n int not null
);
comment on table participant_tallies is 'users enrolled in an activity: active or kept';

insert into member_tallies
select p.audience_id, count(*)
from (select unnest(audience_ids) as audience_id from profiles) p
where p.audience_id >= 1 << 27 and p.audience_id < 7 << 27
group by p.audience_id;

insert into participant_tallies
select activity_id, count(*) from enrollments where state in (1, 2) group by activity_id;

create index member_tallies_audience on member_tallies (audience_id) include (n);
create index participant_tallies_activity on participant_tallies (activity_id) include (n);
