-- What waits in vain was dropped, also where an undo made it true again. It is marked now, and only dropped where it would be sent.
alter table messages rename column suspended to in_vain;
comment on column messages.in_vain is 'it waits, and would not be sent as things are: its reader is inactive, or nothing of it is owed any more';
comment on table mail_doubts is 'whose mail is to be looked at again: something of theirs ended, came back or was done, or they came or went';
comment on table message_tallies is 'messages by state, without what is kept in vain; see tallies.sql';

comment on column batches.is_large is 'it has more than a thousand facts and people in its events; while it is not done: it was left to the workers';
