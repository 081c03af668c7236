-- A message is handed to the mail server at most once: what is being sent is leased to one sender, and the moment before
-- its text leaves for the server is written down. Who dies after that moment cannot know whether the server took it, so
-- nobody sends it again by itself (decisions/0006).

alter table messages add column leased_until timestamptz;
alter table messages add column handed_at timestamptz;
comment on column messages.handed_at is 'its text began to leave for the mail server; due and handed with no lease left: it is not known what became of it';

create index messages_handed on messages (leased_until) where state = 'due' and handed_at is not null;

-- The list of mail, newest first, however long it is.
create index messages_created on messages (created_at, id);
