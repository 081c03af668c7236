-- A worker takes a batch's oldest marks, a thousand at a time. Found by batch alone they were all read and sorted for each
-- thousand: 55 ms of it with 60,000 marks, and quadratic; in order of the index, 1 ms whatever their number.

drop index dirty_users_batch;
create index dirty_users_batch on dirty_users (batch_id, id);
