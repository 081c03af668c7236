-- Workers leave a young batch alone, for its request is likely to be at it; what a request knows to be too much for it is
-- theirs at once, instead of after the seconds that tell a dead request from a busy one.

alter table batches add column left_to_workers boolean not null default false;
