-- The academy's facts, the declarations made over them, what follows from both, and the journal of every act.
-- Why it looks so: decisions/0003. Enrollments, events and memberships carry no foreign keys: they are written by the
-- hundred thousand, only by the engine and by change, and a foreign key costs four times the bare insert.

create extension if not exists intarray;
create extension if not exists pg_trgm;

-- ------------------------------------------------------------------------------------------------ academy, acts

create table academy (
  id boolean primary key default true check (id),
  name text not null check (name <> ''),
  language text not null,
  time_zone text not null,
  on_leaving smallint not null default 2 check (on_leaving between 1 and 3),
  mail_on boolean not null default false,
  created_at timestamptz not null default now()
);
comment on column academy.on_leaving is '1 withdraw, 2 withdraw if not started, 3 keep: the higher keeps more';

create table languages (
  id int primary key check (id between 1 and 999),
  code text not null unique
);
insert into languages values (1, 'en'), (2, 'nl'), (3, 'de'), (4, 'fr');

alter table academy add foreign key (language) references languages (code);

-- One act of one author and everything it changed.
create table batches (
  id bigint generated always as identity primary key,
  kind text not null,
  author text not null check (author in ('user', 'setup', 'demo', 'calendar', 'repair', 'outside write')),
  author_id int,
  at timestamptz not null default now(),
  notify boolean not null default true,
  work int not null default 0,
  check ((author = 'user') = (author_id is not null))
);
comment on column batches.work is 'marks and chunks this batch gave the engine; what remains of them is its progress';
create index batches_at on batches (at desc);

-- The journal of facts: ids only. What is personal stands in personal_changes, which erasing a user empties.
create table changes (
  id bigint generated always as identity primary key,
  batch_id bigint not null,
  fact text not null,
  key int not null,
  before jsonb,
  after jsonb,
  user_ids int[]
);
create index changes_batch on changes (batch_id);
create index changes_fact on changes (fact, key, id desc);

create table personal_changes (
  batch_id bigint not null,
  user_id int not null,
  before jsonb,
  after jsonb,
  primary key (user_id, batch_id)
);

-- ------------------------------------------------------------------------------------------------ organisation

create table companies (
  id int generated always as identity primary key,
  name text not null check (name <> '')
);
create unique index companies_name on companies (lower(name));

create table departments (
  id int generated always as identity primary key,
  company_id int not null references companies (id),
  parent_id int,
  name text not null check (name <> ''),
  unique (id, company_id),
  foreign key (parent_id, company_id) references departments (id, company_id) deferrable,
  check (parent_id <> id)
);
create index departments_parent on departments (parent_id);
create unique index departments_name on departments (company_id, coalesce(parent_id, 0), lower(name));

create table teams (
  id int generated always as identity primary key,
  name text not null check (name <> '')
);
create unique index teams_name on teams (lower(name));

create table job_functions (
  id int generated always as identity primary key,
  name text not null check (name <> '')
);
create unique index job_functions_name on job_functions (lower(name));

create table groups (
  id int generated always as identity primary key,
  name text not null check (name <> '')
);
create unique index groups_name on groups (lower(name));

-- ------------------------------------------------------------------------------------------------ users

create table users (
  id int generated always as identity primary key,
  name text not null check (name <> ''),
  email text not null check (email <> ''),
  employee_number text check (employee_number <> ''),
  role text not null default 'learner' check (role in ('administrator', 'learner')),
  status text not null default 'active' check (status in ('active', 'inactive')),
  company_id int not null references companies (id),
  department_id int,
  language text not null references languages (code),
  manager_id int references users (id) check (manager_id <> id),
  added_on date not null,
  foreign key (department_id, company_id) references departments (id, company_id) deferrable
);
create unique index users_email on users (lower(email));
create unique index users_employee_number on users (lower(employee_number));
create index users_name on users (name collate "und-x-icu", id);
create index users_added_on on users (added_on, id);
create index users_company on users (company_id);
create index users_department on users (department_id);
create index users_manager on users (manager_id);
create index users_search on users using gin ((lower(name || ' ' || email || ' ' || coalesce(employee_number, ''))) gin_trgm_ops);

-- Who belongs to which audience by somebody's word: teams, functions, groups, and the lists (enrolled by hand or by
-- import in an activity, direct holders of a qualification). Audience ids: engine/audiences.sql.
create table memberships (
  user_id int not null,
  audience_id int not null,
  since timestamptz not null default now(),
  batch_id bigint not null,
  primary key (user_id, audience_id)
);
create index memberships_audience on memberships (audience_id, user_id);

-- What somebody may see and enroll beyond their own reports: a company, a department and those below, a team, a user.
create table grants (
  user_id int not null references users (id),
  audience_id int not null,
  batch_id bigint not null,
  primary key (user_id, audience_id)
);
create index grants_audience on grants (audience_id);

-- ------------------------------------------------------------------------------------------------ learning

-- What one can be enrolled in: a learning activity (which contains itself) or a qualification (which contains its
-- activities). Both draw their id here, so that an assignment names either by one number.
create table targets (
  id int generated always as identity primary key,
  kind text not null check (kind in ('activity', 'qualification')),
  unique (id, kind)
);

create table learning_activities (
  id int primary key,
  kind text not null default 'activity' check (kind = 'activity'),
  type text not null check (type in ('e-learning', 'classroom', 'webinar', 'document', 'exam', 'video')),
  on_leaving smallint check (on_leaving between 1 and 3),
  valid_months int check (valid_months between 1 and 1200),
  self_completion boolean not null default true,
  foreign key (id, kind) references targets (id, kind)
);

create table learning_activity_texts (
  activity_id int not null references learning_activities (id),
  language text not null references languages (code),
  title text not null check (title <> ''),
  description text not null default '',
  link text not null default '',
  primary key (activity_id, language)
);
create index learning_activity_texts_search on learning_activity_texts using gin (lower(title) gin_trgm_ops);

create table qualifications (
  id int primary key,
  kind text not null default 'qualification' check (kind = 'qualification'),
  name text not null check (name <> ''),
  description text not null default '',
  foreign key (id, kind) references targets (id, kind)
);
create unique index qualifications_name on qualifications (lower(name));

create table target_activities (
  target_id int not null references targets (id),
  activity_id int not null references learning_activities (id),
  primary key (target_id, activity_id)
);
create index target_activities_activity on target_activities (activity_id, target_id);

-- ------------------------------------------------------------------------------------------------ declarations

-- Audience → target. Its id is the cause that a screen names.
create table assignments (
  id int generated always as identity primary key,
  audience_id int not null,
  target_id int not null references targets (id),
  on_leaving smallint check (on_leaving between 1 and 3),
  created_at timestamptz not null default now(),
  batch_id bigint not null,
  unique (audience_id, target_id)
);
create index assignments_audience on assignments (audience_id) include (id, target_id);
create index assignments_target on assignments (target_id);

create table exclusions (
  user_id int not null,
  activity_id int not null,
  reason text not null default '',
  since timestamptz not null default now(),
  batch_id bigint not null,
  primary key (user_id, activity_id)
);
create index exclusions_activity on exclusions (activity_id, user_id);

-- ------------------------------------------------------------------------------------------------ progress

create table progress (
  user_id int not null,
  activity_id int not null,
  started_at timestamptz not null,
  batch_id bigint not null,
  primary key (user_id, activity_id)
);
create index progress_activity on progress (activity_id, user_id);

create table completions (
  id bigint generated always as identity primary key,
  user_id int not null,
  activity_id int not null,
  completed_on date not null,
  recorded_at timestamptz not null default now(),
  batch_id bigint not null
);
create index completions_user on completions (user_id, activity_id, completed_on desc);
create index completions_activity on completions (activity_id, user_id);

-- ------------------------------------------------------------------------------------------------ derived

-- One row per active user: every audience that follows from facts (lists are not in it). Written only when different.
create table profiles (
  user_id int primary key,
  added_on date not null,
  audience_ids int[] not null
);
create index profiles_audiences on profiles using gin (audience_ids gin__int_ops);

create table enrollments (
  user_id int not null,
  activity_id int not null,
  state smallint not null,
  on_leaving smallint not null,
  enrolled_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  batch_id bigint not null,
  primary key (user_id, activity_id)
);
comment on column enrollments.state is '1 active, 2 kept, 3 withdrawn';
comment on column enrollments.on_leaving is 'the most keeping of the current causes; its last value stays when they end';
create index enrollments_activity on enrollments (activity_id, user_id) include (state);

-- History as rectangles: these users made this transition in these activities. kind = from * 4 + to; 0 is "no row".
create table events (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  batch_id bigint not null,
  kind smallint not null,
  bucket int not null,
  user_ids int[] not null,
  activity_ids int[] not null
);
create index events_batch on events (batch_id);
create index events_bucket on events (bucket, id);

-- ------------------------------------------------------------------------------------------------ work owed

create table dirty_users (
  id bigint generated always as identity primary key,
  user_id int not null,
  batch_id bigint not null
);
create index dirty_users_user on dirty_users (user_id);
create index dirty_users_batch on dirty_users (batch_id);

-- An activity whose every user must be decided anew. Planned once into chunks, then one transaction per chunk.
create table column_jobs (
  id bigint generated always as identity primary key,
  batch_id bigint not null,
  activity_id int not null
);
create index column_jobs_batch on column_jobs (batch_id);

create table column_chunks (
  id bigint generated always as identity primary key,
  batch_id bigint not null,
  activity_id int not null,
  ending smallint not null default 0,
  user_ids int[] not null
);
comment on column column_chunks.ending is '0 facts changed, 1 ended by hand';
create index column_chunks_batch on column_chunks (batch_id);

create table outbox (
  id bigint generated always as identity primary key,
  batch_id bigint not null,
  event_id bigint not null
);
create index outbox_batch on outbox (batch_id);

-- ------------------------------------------------------------------------------------------------ mail

create table messages (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('enrolled', 'invitation')),
  batch_id bigint not null,
  user_id int not null,
  activity_ids int[] not null default '{}',
  state text not null check (state in ('kept', 'held', 'due', 'sent', 'dropped', 'failed')),
  created_at timestamptz not null default now(),
  due_at timestamptz not null default now(),
  attempts int not null default 0,
  sent_at timestamptz,
  problem text,
  unique (batch_id, user_id, kind)
);
comment on column messages.state is 'kept: mail was off; held: somebody stopped it; due: to be sent at due_at; dropped: no longer true when it was due';
create index messages_due on messages (due_at) where state = 'due';
create index messages_state on messages (state, id desc);
create index messages_user on messages (user_id);

-- ------------------------------------------------------------------------------------------------ access

create table credentials (
  user_id int primary key references users (id),
  password_hash text not null,
  changed_at timestamptz not null default now()
);

create table sessions (
  token_hash bytea primary key,
  user_id int not null references users (id),
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sessions_user on sessions (user_id);
create index sessions_expires on sessions (expires_at);

create table invitations (
  token_hash bytea primary key,
  user_id int not null references users (id),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index invitations_user on invitations (user_id);
