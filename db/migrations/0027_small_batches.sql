-- Histories asked one batch after the other whether it concerns somebody or something: 3 to 6 µs for each that passes them by, more
-- with every year. What a batch did is now written down for every one that is done, and of those that name few people also whom.
create table batch_users (
  batch_id bigint not null,
  user_id int not null,
  moved boolean not null,
  primary key (batch_id, user_id)
);
create index batch_users_user on batch_users (user_id, batch_id) include (moved);
comment on table batch_users is 'whom a batch that is done and not large moved, or wrote facts about';
comment on column batch_users.moved is 'it moved enrollments of theirs; else there are only facts about them';
alter table batch_users alter column batch_id set (n_distinct = -0.1);

comment on table activity_moves is 'how many enrollments a batch that is done moved in each activity, by kind of event';
comment on column batches.is_large is 'it names people more than a thousand times; while it is not done: it was left to the workers';

drop index batches_to_count;
create index batches_to_count on batches (id) where moves is null;
create index batches_large on batches (id) where is_large or moves is null;

-- What was assigned to an activity, and which qualifications it was part of, was looked for among all such entries.
create index changes_target on changes (((coalesce(after, before) ->> 'target_id')::int)) where fact = 'assignments';
create index changes_content on changes (((coalesce(after, before) ->> 'activity_id')::int)) where fact = 'target_activities';
