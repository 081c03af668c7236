-- A page of history tells of fifty batches how much each did and what it was about. Of one with a hundred thousand facts or
-- events that takes 30 ms and more each time somebody looks, so for large batches that are done workers write it down. What is
-- null is counted by whoever asks.
alter table batches
  add column is_large boolean not null default false,
  add column facts int,
  add column moves jsonb,
  add column about jsonb;
comment on column batches.is_large is 'it wrote many facts or marked many users, or was left to the workers';
comment on column batches.facts is 'how many facts it made, changed or ended';
comment on column batches.moves is 'how many enrollments it moved, by what became of them';
comment on column batches.about is 'what its facts are about: the first things, and how many of each kind';

update batches b set is_large = true
where b.left_to_workers or exists (select from changes c where c.batch_id = b.id order by c.id offset 100 limit 1);

create index batches_to_count on batches (id) where is_large and moves is null;
