-- Where to look for a rule follows from what it asks and from where people are, so it is chosen by `refresh_anchors` and stands
-- in rule_anchors alone. As a column of the fact it was journaled, an undo compared it, and it could not be chosen anew.
alter table rules drop column anchors;
update changes set before = before - 'anchors', after = after - 'anchors'
where fact = 'rules' and (before ? 'anchors' or after ? 'anchors');

-- Which batches are being taken back is asked for every chunk. Nearly all undos that there ever were are done: this marks those
-- that may not be, and the next undo takes it from those that are (undo.ts).
alter table batches add column is_taking_back boolean not null default false;
update batches u set is_taking_back = true
where u.undoes is not null and (
  exists (select from dirty_users d where d.batch_id = u.id)
  or exists (select from column_jobs j where j.batch_id = u.id)
  or exists (select from column_chunks c where c.batch_id = u.id)
);
create index batches_taking_back on batches (undoes) include (id) where is_taking_back;
comment on column batches.is_taking_back is 'an undo that may still be under way';
