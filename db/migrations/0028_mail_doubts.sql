-- What was kept while mail was off was counted, and offered to be sent, although some of it had ended since and would not go out; and
-- all mail there ever was was counted each time somebody looked. What waits is now looked at again when something of its reader ends,
-- and how much there is of each state is kept as rows to be summed.
create table mail_doubts (
  id bigint generated always as identity primary key,
  user_ids int[] not null
);
comment on table mail_doubts is 'of whom something ended or was done, or who came or went: what waits to be mailed to them may be in vain';

alter table messages add column suspended boolean not null default false;
comment on column messages.suspended is 'it waits for somebody who is inactive: it is not sent while they are';

create table message_tallies (
  state text not null,
  n int not null
);
comment on table message_tallies is 'messages by state, without what is kept for somebody inactive; see tallies.sql';

insert into message_tallies (state, n) select m.state, count(*) from messages m group by m.state;

insert into mail_doubts (user_ids)
select array_agg(w.user_id)
from (
  select distinct m.user_id from messages m where m.state in ('kept', 'held', 'due') and m.handed_at is null
) w
group by w.user_id >> 10;
