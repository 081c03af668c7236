-- What is kept is few among many, and looked for to be cleaned up: without this every enrollment of the academy was read.
-- Nothing is written to it unless an enrollment becomes or ceases to be kept.
create index enrollments_kept on enrollments (activity_id) where state = 2;
