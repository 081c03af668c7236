-- Which unit or qualification went into which, or had its place taken by which, no fact of the act says in all cases: of one that
-- was empty only that it is archived, and of one that only a rule named nothing at all. So it stands with the act.
alter table batches
  add column replaced_id int,
  add column successor_id int,
  add constraint batches_succession check ((replaced_id is null) = (successor_id is null));
comment on column batches.replaced_id is 'what was replaced by, or merged into, successor_id: of the kind that the act begins with';
