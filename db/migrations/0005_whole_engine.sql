-- The academy's day is stored: it moves forward only, at midnight in the academy's zone, in a batch like any other. Read
-- from the clock it would change under the feet of a drain, and nobody would know whom that concerns.
alter table academy add column today date;
update academy set today = (now() at time zone time_zone)::date;
alter table academy alter column today set default current_date;
alter table academy alter column today set not null;

-- What is archived leads nowhere until it is restored. Nobody leaves it by that, and nothing is deleted.
alter table companies add column archived boolean not null default false;
alter table departments add column archived boolean not null default false;
alter table teams add column archived boolean not null default false;
alter table job_functions add column archived boolean not null default false;
alter table groups add column archived boolean not null default false;
alter table learning_activities add column archived boolean not null default false;
alter table qualifications add column archived boolean not null default false;

-- ------------------------------------------------------------------------------------------------ enrollment rules

-- Criteria as somebody wrote them, and beside them what they come down to: one query_int over a profile's audiences, and
-- days. `anchors` are the audiences of the most selective criterion: whoever matches is in one of them.
create table rules (
  id int generated always as identity primary key,
  name text not null check (name <> ''),
  state text not null default 'draft' check (state in ('draft', 'active', 'paused', 'ended')),
  on_leaving smallint check (on_leaving between 1 and 3),
  criteria jsonb not null,
  query query_int not null,
  audience_ids int[] not null,
  anchors int[] not null check (anchors <> '{}'),
  added_from date,
  added_to date,
  within_days int check (within_days between 1 and 36500),
  after_days int check (after_days between 1 and 36500)
);
create unique index rules_name on rules (lower(name));
create index rules_audiences on rules using gin (audience_ids gin__int_ops);
comment on column rules.audience_ids is 'every audience that a criterion names, negated ones too';
comment on column rules.within_days is 'matches those added in the last so many days, today included';
comment on column rules.after_days is 'matches those added at least so many days ago';

-- A paused rule, and one that refers to something archived, adds and ends nothing: who matched at that moment stays.
create table holds (
  rule_id int primary key references rules (id),
  since timestamptz not null default now(),
  batch_id bigint not null
);
create table held_matches (
  rule_id int not null,
  user_id int not null,
  primary key (rule_id, user_id)
);
create index held_matches_user on held_matches (user_id, rule_id);

-- ------------------------------------------------------------------------------------------------ derived

-- What declarations come down to, as profiles are what facts about people come down to: which audiences lead to which
-- activities, by which assignment and with which on leaving. Deciding one person costs one join instead of four.
create table leads (
  audience_id int not null,
  activity_id int not null,
  assignment_id int not null,
  on_leaving smallint not null,
  primary key (audience_id, activity_id, assignment_id)
);
create index leads_activity on leads (activity_id, audience_id) include (assignment_id, on_leaving);
insert into leads
select cause.audience_id, contained.activity_id, cause.id,
  coalesce(cause.on_leaving, activity.on_leaving, academy.on_leaving)
from assignments cause
join target_activities contained on contained.target_id = cause.target_id
join learning_activities activity on activity.id = contained.activity_id
cross join academy;

-- Where to look for the rules that somebody may match. Rules that are held are not in it.
create table rule_anchors (
  audience_id int not null,
  rule_id int not null,
  primary key (audience_id, rule_id)
);
create index rule_anchors_rule on rule_anchors (rule_id);

-- The state before the last transition is needed to take a batch back. The table is written anew with the column where
-- padding stood, so that an enrollment takes no byte more than before.
alter table enrollments rename to enrollments_before;
alter table enrollments_before rename constraint enrollments_pkey to enrollments_before_pkey;
alter index enrollments_activity rename to enrollments_before_activity;
create table enrollments (
  user_id int not null,
  activity_id int not null,
  state smallint not null,
  on_leaving smallint not null,
  was smallint not null,
  enrolled_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  batch_id bigint not null
);
insert into enrollments
select e.user_id, e.activity_id, e.state, e.on_leaving, coalesce(last.kind >> 2, 0), e.enrolled_at, e.changed_at, e.batch_id
from enrollments_before e
left join (
  select distinct on (u.user_id, a.activity_id) u.user_id, a.activity_id, v.kind
  from events v
  cross join lateral unnest(v.user_ids) as u (user_id)
  cross join lateral unnest(v.activity_ids) as a (activity_id)
  order by u.user_id, a.activity_id, v.id desc
) last using (user_id, activity_id)
order by e.user_id, e.activity_id;
alter table enrollments add constraint enrollments_pkey primary key (user_id, activity_id);
create index enrollments_activity on enrollments (activity_id, user_id) include (state);
drop table enrollments_before;
comment on column enrollments.state is '1 active, 2 kept, 3 withdrawn';
comment on column enrollments.on_leaving is 'the most keeping of the current causes; its last value stays when they end';
comment on column enrollments.was is 'the state before the last transition; 0: there was no enrollment';
comment on column enrollments.batch_id is 'the batch of the last transition';

-- ------------------------------------------------------------------------------------------------ exclusions

alter table exclusions add column until date;
comment on column exclusions.until is 'the last day; the calendar ends it on the next. Null: until an administrator lifts it';
create index exclusions_until on exclusions (until) where until is not null;

-- ------------------------------------------------------------------------------------------------ acts

alter table batches add column undoes bigint;
alter table batches add column withdraw_started boolean not null default false;
comment on column batches.undoes is 'the batch that this one takes back';
comment on column batches.withdraw_started is 'an undo: enrollments started since are withdrawn too, not kept';
create unique index batches_undoes on batches (undoes) where undoes is not null;
comment on column column_chunks.ending is '0 facts changed, 1 ended by hand, 2 taken back';

-- Whom a planned change would touch, kept for a while so that its names can be paged through. Lost in a crash: one asks anew.
create unlogged table previews (
  id bigint generated always as identity primary key,
  author_id int,
  at timestamptz not null default now(),
  summary jsonb not null
);
create index previews_at on previews (at);
create unlogged table preview_parts (
  preview_id bigint not null references previews (id) on delete cascade,
  first int not null,
  kind text not null,
  because text,
  activity_id int not null,
  assignment_ids int[] not null,
  user_ids int[] not null,
  primary key (preview_id, first)
);
comment on column preview_parts.first is 'the place of its first name among all names of the preview';
comment on column preview_parts.assignment_ids is 'the causes that lead there, or that led there';
