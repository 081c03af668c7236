-- What waits in vain was listed as kept and counted as nothing: it is a state of its own where it is shown and counted. What failed
-- or is kept can be put away, and it is written down by whom.
alter table messages drop constraint messages_state_check;
alter table messages add constraint messages_state_check
  check (state in ('kept', 'held', 'due', 'sent', 'dropped', 'failed', 'aside', 'discarded'));
alter table messages add column decided_by int;
alter table messages add column decided_at timestamptz;
comment on column messages.state is 'kept: mail was off; held: somebody stopped it; due: to be sent at due_at; dropped: no longer true when it was due; aside: it failed, and needs nobody any more; discarded: kept or held, and not to be sent';
comment on column messages.decided_by is 'who set it aside or discarded it';

-- What the server answered it has not taken: only of what was handed over and not answered may some have arrived.
update messages set handed_at = null where state = 'failed' and (
  said ->> 'key' = 'mail.refused'
  -- Before what is said had a key, it was said in English alone.
  or (said is null and problem not like 'It was handed to the mail server and no answer came%')
);
comment on column messages.handed_at is 'its text began to leave for the mail server; due and handed with no lease left: it is not known what became of it; failed and handed: it may have arrived';

create index messages_lost on messages (id) where state = 'failed' and handed_at is not null;
create index messages_postponed on messages (id) where state = 'due' and attempts > 0;
create index messages_kept on messages (batch_id) where state = 'kept' and not in_vain;
create index messages_untrue on messages (created_at, id) where in_vain and state in ('kept', 'held', 'due');

delete from message_tallies;
insert into message_tallies (state, n)
select m.state, count(*)
from (
  select case when in_vain and state in ('kept', 'held', 'due') then 'untrue' else state end as state from messages
) m
group by m.state;
comment on table message_tallies is 'messages by state, as they are shown: what waits in vain is untrue; see tallies.sql';
