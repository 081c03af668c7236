-- A step that ends in a fault of ours is tried again, and not for ever.
alter table imports add column faults int not null default 0;
comment on column imports.faults is 'how often the step that is owed ended in a fault of ours';
