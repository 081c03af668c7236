-- What the migrations and sources make, written by `npm run schema:dump`. Do not edit.

create extension intarray;
create extension pg_trgm;

create schema engine;

create table public.academy (
  id boolean default true not null,
  name text not null,
  language text not null,
  time_zone text not null,
  on_leaving smallint default 2 not null,
  mail_on boolean default false not null,
  created_at timestamp with time zone default now() not null,
  today date default CURRENT_DATE not null,
  key uuid default gen_random_uuid() not null,
  constraint academy_pkey PRIMARY KEY (id),
  constraint academy_language_fkey FOREIGN KEY (language) REFERENCES languages(code),
  constraint academy_id_check CHECK (id),
  constraint academy_name_check CHECK (name <> ''::text),
  constraint academy_on_leaving_check CHECK (on_leaving >= 1 AND on_leaving <= 3)
);
comment on column public.academy.on_leaving is '1 withdraw, 2 withdraw if not started, 3 keep: the higher keeps more';
comment on column public.academy.key is 'what a template carries, so that its file is recognised here and nowhere else';

create table public.activity_moves (
  activity_id integer not null,
  batch_id bigint not null,
  kind smallint not null,
  n integer not null,
  constraint activity_moves_pkey PRIMARY KEY (activity_id, batch_id, kind)
);
comment on table public.activity_moves is 'how many enrollments a batch that is done moved in each activity, by kind of event';

create table public.activity_titles (
  activity_id integer not null,
  language text not null,
  title text not null,
  type text not null,
  archived boolean not null,
  constraint activity_titles_pkey PRIMARY KEY (activity_id, language),
  constraint activity_titles_language_fkey FOREIGN KEY (language) REFERENCES languages(code)
);
CREATE INDEX activity_titles_title ON public.activity_titles USING btree (language, title COLLATE "und-x-icu", activity_id) INCLUDE (type, archived);
CREATE INDEX activity_titles_type ON public.activity_titles USING btree (language, type, title COLLATE "und-x-icu", activity_id) INCLUDE (archived);
comment on table public.activity_titles is 'what readers of each language call a learning activity: follows from its texts';

create table public.assignments (
  id integer generated always as identity not null,
  audience_id integer not null,
  target_id integer not null,
  on_leaving smallint,
  created_at timestamp with time zone default now() not null,
  batch_id bigint not null,
  constraint assignments_pkey PRIMARY KEY (id),
  constraint assignments_audience_id_target_id_key UNIQUE (audience_id, target_id),
  constraint assignments_target_id_fkey FOREIGN KEY (target_id) REFERENCES targets(id),
  constraint assignments_on_leaving_check CHECK (on_leaving >= 1 AND on_leaving <= 3)
);
CREATE INDEX assignments_audience ON public.assignments USING btree (audience_id) INCLUDE (id, target_id);
CREATE INDEX assignments_target ON public.assignments USING btree (target_id);

create table public.batch_users (
  batch_id bigint not null,
  user_id integer not null,
  moved boolean not null,
  constraint batch_users_pkey PRIMARY KEY (batch_id, user_id)
);
CREATE INDEX batch_users_user ON public.batch_users USING btree (user_id, batch_id) INCLUDE (moved);
comment on table public.batch_users is 'whom a batch that is done and not large moved, or wrote facts about';
comment on column public.batch_users.moved is 'it moved enrollments of theirs; else there are only facts about them';

create table public.batches (
  id bigint generated always as identity not null,
  kind text not null,
  author text not null,
  author_id integer,
  at timestamp with time zone default now() not null,
  notify boolean default true not null,
  work integer default 0 not null,
  left_to_workers boolean default false not null,
  undoes bigint,
  withdraw_started boolean default false not null,
  is_large boolean default false not null,
  facts integer,
  moves jsonb,
  about jsonb,
  is_taking_back boolean default false not null,
  replaced_id integer,
  successor_id integer,
  constraint batches_pkey PRIMARY KEY (id),
  constraint batches_author_check CHECK (author = ANY (ARRAY['user'::text, 'setup'::text, 'demo'::text, 'calendar'::text, 'repair'::text, 'outside write'::text, 'feed'::text])),
  constraint batches_check CHECK ((author = 'user'::text) = (author_id IS NOT NULL)),
  constraint batches_succession CHECK ((replaced_id IS NULL) = (successor_id IS NULL))
);
CREATE INDEX batches_at ON public.batches USING btree (at DESC);
CREATE INDEX batches_large ON public.batches USING btree (id) WHERE (is_large OR (moves IS NULL));
CREATE INDEX batches_taking_back ON public.batches USING btree (undoes) INCLUDE (id) WHERE is_taking_back;
CREATE INDEX batches_to_count ON public.batches USING btree (id) WHERE (moves IS NULL);
CREATE UNIQUE INDEX batches_undoes ON public.batches USING btree (undoes) WHERE (undoes IS NOT NULL);
comment on column public.batches.work is 'marks and chunks this batch gave the engine; what remains of them is its progress';
comment on column public.batches.undoes is 'the batch that this one takes back';
comment on column public.batches.withdraw_started is 'an undo: enrollments started since are withdrawn too, not kept';
comment on column public.batches.is_large is 'it has more than a thousand facts and people in its events; while it is not done: it was left to the workers';
comment on column public.batches.facts is 'how many facts it made, changed or ended';
comment on column public.batches.moves is 'how many enrollments it moved, by what became of them';
comment on column public.batches.about is 'what its facts are about: the first things, and how many of each kind';
comment on column public.batches.is_taking_back is 'an undo that may still be under way';
comment on column public.batches.replaced_id is 'what was replaced by, or merged into, successor_id: of the kind that the act begins with';

create table public.changes (
  id bigint generated always as identity not null,
  batch_id bigint not null,
  fact text not null,
  key integer not null,
  before jsonb,
  after jsonb,
  user_ids integer[],
  constraint changes_pkey PRIMARY KEY (id)
);
CREATE INDEX changes_batch ON public.changes USING btree (batch_id, id);
CREATE INDEX changes_content ON public.changes USING btree ((((COALESCE(after, before) ->> 'activity_id'::text))::integer)) WHERE (fact = 'target_activities'::text);
CREATE INDEX changes_fact ON public.changes USING btree (fact, key, id DESC);
CREATE INDEX changes_members ON public.changes USING gin (user_ids gin__int_ops) WHERE (fact = 'memberships'::text);
CREATE INDEX changes_target ON public.changes USING btree ((((COALESCE(after, before) ->> 'target_id'::text))::integer)) WHERE (fact = 'assignments'::text);

create table public.column_chunks (
  id bigint generated always as identity not null,
  batch_id bigint not null,
  activity_id integer not null,
  ending smallint default 0 not null,
  user_ids integer[] not null,
  constraint column_chunks_pkey PRIMARY KEY (id)
);
CREATE INDEX column_chunks_batch ON public.column_chunks USING btree (batch_id);
comment on column public.column_chunks.ending is '0 facts changed, 1 ended by hand, 2 taken back';

create table public.column_jobs (
  id bigint generated always as identity not null,
  batch_id bigint not null,
  activity_id integer not null,
  constraint column_jobs_pkey PRIMARY KEY (id)
);
CREATE INDEX column_jobs_batch ON public.column_jobs USING btree (batch_id);

create table public.companies (
  id integer generated always as identity not null,
  name text not null,
  archived boolean default false not null,
  constraint companies_pkey PRIMARY KEY (id),
  constraint companies_name_check CHECK (name <> ''::text)
);
CREATE UNIQUE INDEX companies_name ON public.companies USING btree (lower(name));

create table public.completions (
  id bigint generated always as identity not null,
  user_id integer not null,
  activity_id integer not null,
  completed_on date not null,
  recorded_at timestamp with time zone default now() not null,
  batch_id bigint not null,
  constraint completions_pkey PRIMARY KEY (id)
);
CREATE INDEX completions_activity ON public.completions USING btree (activity_id, user_id);
CREATE INDEX completions_user ON public.completions USING btree (user_id, activity_id, completed_on DESC);

create table public.credentials (
  user_id integer not null,
  password_hash text not null,
  changed_at timestamp with time zone default now() not null,
  constraint credentials_pkey PRIMARY KEY (user_id),
  constraint credentials_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);

create table public.departments (
  id integer generated always as identity not null,
  company_id integer not null,
  parent_id integer,
  name text not null,
  archived boolean default false not null,
  constraint departments_pkey PRIMARY KEY (id),
  constraint departments_id_company_id_key UNIQUE (id, company_id),
  constraint departments_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id),
  constraint departments_parent_id_company_id_fkey FOREIGN KEY (parent_id, company_id) REFERENCES departments(id, company_id) DEFERRABLE,
  constraint departments_check CHECK (parent_id <> id),
  constraint departments_name_check CHECK (name <> ''::text)
);
CREATE INDEX departments_archived ON public.departments USING btree (id) WHERE archived;
CREATE UNIQUE INDEX departments_name ON public.departments USING btree (company_id, COALESCE(parent_id, 0), lower(name));
CREATE INDEX departments_parent ON public.departments USING btree (parent_id);

create table public.dirty_users (
  id bigint generated always as identity not null,
  user_id integer not null,
  batch_id bigint not null,
  constraint dirty_users_pkey PRIMARY KEY (id)
);
CREATE INDEX dirty_users_batch ON public.dirty_users USING btree (batch_id, id);
CREATE INDEX dirty_users_user ON public.dirty_users USING btree (user_id);

create table public.enrollments (
  user_id integer not null,
  activity_id integer not null,
  state smallint not null,
  on_leaving smallint not null,
  was smallint not null,
  enrolled_at timestamp with time zone default now() not null,
  changed_at timestamp with time zone default now() not null,
  batch_id bigint not null,
  constraint enrollments_pkey PRIMARY KEY (user_id, activity_id)
);
CREATE INDEX enrollments_activity ON public.enrollments USING btree (activity_id, user_id) INCLUDE (state);
CREATE INDEX enrollments_kept ON public.enrollments USING btree (activity_id) WHERE (state = 2);
comment on column public.enrollments.state is '1 active, 2 kept, 3 withdrawn';
comment on column public.enrollments.on_leaving is 'the most keeping of the current causes; its last value stays when they end';
comment on column public.enrollments.was is 'the state before the last transition; 0: there was no enrollment';
comment on column public.enrollments.batch_id is 'the batch of the last transition';

create table public.events (
  id bigint generated always as identity not null,
  at timestamp with time zone default now() not null,
  batch_id bigint not null,
  kind smallint not null,
  bucket integer not null,
  user_ids integer[] not null,
  activity_ids integer[] not null,
  constraint events_pkey PRIMARY KEY (id)
);
CREATE INDEX events_activities ON public.events USING gin (activity_ids gin__int_ops);
CREATE INDEX events_at ON public.events USING btree (at);
CREATE INDEX events_batch ON public.events USING btree (batch_id, id);
CREATE INDEX events_bucket ON public.events USING btree (bucket, batch_id);

create table public.exclusions (
  user_id integer not null,
  activity_id integer not null,
  reason text default ''::text not null,
  since timestamp with time zone default now() not null,
  batch_id bigint not null,
  until date,
  constraint exclusions_pkey PRIMARY KEY (user_id, activity_id)
);
CREATE INDEX exclusions_activity ON public.exclusions USING btree (activity_id, user_id);
CREATE INDEX exclusions_until ON public.exclusions USING btree (until) WHERE (until IS NOT NULL);
comment on column public.exclusions.until is 'the last day; the calendar ends it on the next. Null: until an administrator lifts it';

create table public.grants (
  user_id integer not null,
  audience_id integer not null,
  batch_id bigint not null,
  constraint grants_pkey PRIMARY KEY (user_id, audience_id),
  constraint grants_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE INDEX grants_audience ON public.grants USING btree (audience_id);

create table public.groups (
  id integer generated always as identity not null,
  name text not null,
  archived boolean default false not null,
  constraint groups_pkey PRIMARY KEY (id),
  constraint groups_name_check CHECK (name <> ''::text)
);
CREATE UNIQUE INDEX groups_name ON public.groups USING btree (lower(name));

create table public.held_matches (
  rule_id integer not null,
  user_id integer not null,
  constraint held_matches_pkey PRIMARY KEY (rule_id, user_id)
);
CREATE INDEX held_matches_user ON public.held_matches USING btree (user_id, rule_id);

create table public.holds (
  rule_id integer not null,
  since timestamp with time zone default now() not null,
  batch_id bigint not null,
  constraint holds_pkey PRIMARY KEY (rule_id),
  constraint holds_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES rules(id)
);

create table public.home_plots (
  id boolean default true not null,
  asked_at timestamp with time zone default now() not null,
  counted_at timestamp with time zone,
  plots jsonb,
  constraint home_plots_pkey PRIMARY KEY (id),
  constraint home_plots_check CHECK ((counted_at IS NULL) = (plots IS NULL)),
  constraint home_plots_id_check CHECK (id)
);
comment on column public.home_plots.asked_at is 'when somebody last wanted newer ones; later than counted_at: a worker owes them';

create table public.import_problems (
  import_id bigint not null,
  "row" integer not null,
  "column" smallint not null,
  kind text not null,
  value text not null,
  about text,
  constraint import_problems_pkey PRIMARY KEY (import_id, "row", "column", kind)
);
CREATE INDEX import_problems_kind ON public.import_problems USING btree (import_id, kind, "column", value);
comment on column public.import_problems."column" is '-1: the row as a whole';
comment on column public.import_problems.about is 'what it contradicts: a name, or a row';

create table public.import_rows (
  import_id bigint not null,
  "row" integer not null,
  marks smallint[] not null,
  cells jsonb not null,
  skipped boolean default false not null,
  constraint import_rows_pkey PRIMARY KEY (import_id, "row")
);
comment on column public.import_rows."row" is 'as the spreadsheet program counts';
comment on column public.import_rows.marks is 'the columns in which there is just an x';
comment on column public.import_rows.cells is 'the other texts, by column';

create table public.imports (
  id bigint generated always as identity not null,
  author_id integer,
  action text,
  file_name text not null,
  file bytea,
  state text default 'reading'::text not null,
  notify boolean default true not null,
  sheet text,
  other_sheets text[] default '{}'::text[] not null,
  header jsonb default '[]'::jsonb not null,
  known jsonb default '{}'::jsonb not null,
  columns jsonb default '[]'::jsonb not null,
  ignored text[] default '{}'::text[] not null,
  row_count integer default 0 not null,
  hidden_count integer default 0 not null,
  done integer default 0 not null,
  refusal jsonb,
  checked jsonb,
  preview_id bigint,
  plan_problem jsonb,
  mails integer,
  drift jsonb,
  batch_id bigint,
  is_told boolean default false not null,
  created_at timestamp with time zone default now() not null,
  touched_at timestamp with time zone default now() not null,
  worker uuid,
  leased_until timestamp with time zone,
  faults integer default 0 not null,
  from_1904 boolean default false not null,
  header_row integer default 1 not null,
  constraint imports_pkey PRIMARY KEY (id),
  constraint imports_action_check CHECK (action = ANY (ARRAY['enroll'::text, 'unenroll'::text, 'users'::text, 'teams'::text, 'functions'::text, 'groups'::text, 'qualifications'::text, 'completions'::text])),
  constraint imports_state_check CHECK (state = ANY (ARRAY['reading'::text, 'refused'::text, 'checking'::text, 'open'::text, 'starting'::text, 'started'::text, 'expired'::text]))
);
CREATE UNIQUE INDEX imports_batch ON public.imports USING btree (batch_id) WHERE (batch_id IS NOT NULL);
CREATE INDEX imports_open ON public.imports USING btree (id) WHERE (state <> ALL (ARRAY['started'::text, 'expired'::text]));
CREATE INDEX imports_untold ON public.imports USING btree (id) WHERE ((state = 'started'::text) AND (NOT is_told));
comment on column public.imports.author_id is 'null: a feed, by the command line';
comment on column public.imports.header is 'of the file: column, text, and how many marks and days stand below it';
comment on column public.imports.known is 'what the file itself says of its columns: ids by header';
comment on column public.imports.columns is 'column, header, what it means for the action, and whether somebody decided that';
comment on column public.imports.done is 'rows, of the step that is under way';
comment on column public.imports.preview_id is 'what the good rows would do, as it was planned last';
comment on column public.imports.plan_problem is 'why what the good rows ask for cannot be done at all';
comment on column public.imports.mails is 'people whom the plan would have told by mail';
comment on column public.imports.is_told is 'whoever uploaded it was told that it is done, where that took long, or need not be';
comment on column public.imports.worker is 'who reads, checks or starts it, until leased_until';
comment on column public.imports.faults is 'how often the step that is owed ended in a fault of ours';

create table public.invitations (
  token_hash bytea not null,
  user_id integer not null,
  created_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint invitations_pkey PRIMARY KEY (token_hash),
  constraint invitations_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE INDEX invitations_user ON public.invitations USING btree (user_id);

create table public.job_functions (
  id integer generated always as identity not null,
  name text not null,
  archived boolean default false not null,
  constraint job_functions_pkey PRIMARY KEY (id),
  constraint job_functions_name_check CHECK (name <> ''::text)
);
CREATE UNIQUE INDEX job_functions_name ON public.job_functions USING btree (lower(name));

create table public.languages (
  id integer not null,
  code text not null,
  constraint languages_pkey PRIMARY KEY (id),
  constraint languages_code_key UNIQUE (code),
  constraint languages_id_check CHECK (id >= 1 AND id <= 999)
);

create table public.leads (
  audience_id integer not null,
  activity_id integer not null,
  assignment_id integer not null,
  on_leaving smallint not null,
  constraint leads_pkey PRIMARY KEY (audience_id, activity_id, assignment_id)
);
CREATE INDEX leads_activity ON public.leads USING btree (activity_id, audience_id) INCLUDE (assignment_id, on_leaving);

create table public.learning_activities (
  id integer not null,
  kind text default 'activity'::text not null,
  type text not null,
  on_leaving smallint,
  valid_months integer,
  self_completion boolean default true not null,
  archived boolean default false not null,
  constraint learning_activities_pkey PRIMARY KEY (id),
  constraint learning_activities_id_kind_fkey FOREIGN KEY (id, kind) REFERENCES targets(id, kind),
  constraint learning_activities_kind_check CHECK (kind = 'activity'::text),
  constraint learning_activities_on_leaving_check CHECK (on_leaving >= 1 AND on_leaving <= 3),
  constraint learning_activities_type_check CHECK (type = ANY (ARRAY['e-learning'::text, 'classroom'::text, 'webinar'::text, 'document'::text, 'exam'::text, 'video'::text])),
  constraint learning_activities_valid_months_check CHECK (valid_months >= 1 AND valid_months <= 1200)
);

create table public.learning_activity_texts (
  activity_id integer not null,
  language text not null,
  title text not null,
  description text default ''::text not null,
  link text default ''::text not null,
  constraint learning_activity_texts_pkey PRIMARY KEY (activity_id, language),
  constraint learning_activity_texts_activity_id_fkey FOREIGN KEY (activity_id) REFERENCES learning_activities(id),
  constraint learning_activity_texts_language_fkey FOREIGN KEY (language) REFERENCES languages(code),
  constraint learning_activity_texts_title_check CHECK (title <> ''::text)
);
CREATE INDEX learning_activity_texts_search ON public.learning_activity_texts USING gin (lower(title) gin_trgm_ops);

create table public.mail_doubts (
  id bigint generated always as identity not null,
  user_ids integer[] not null,
  constraint mail_doubts_pkey PRIMARY KEY (id)
);
comment on table public.mail_doubts is 'whose mail is to be looked at again: something of theirs ended, came back or was done, or they came or went';

create table public.member_tallies (
  audience_id integer not null,
  n integer not null
);
CREATE INDEX member_tallies_audience ON public.member_tallies USING btree (audience_id) INCLUDE (n);
comment on table public.member_tallies is 'active users by company, department, department and those below, team, function and group';

create table public.memberships (
  user_id integer not null,
  audience_id integer not null,
  since timestamp with time zone default now() not null,
  batch_id bigint not null,
  constraint memberships_pkey PRIMARY KEY (user_id, audience_id)
);
CREATE INDEX memberships_audience ON public.memberships USING btree (audience_id, user_id);

create table public.message_tallies (
  state text not null,
  n integer not null
);
comment on table public.message_tallies is 'messages by state, as they are shown: what waits in vain is untrue; see tallies.sql';

create table public.messages (
  id bigint generated always as identity not null,
  kind text not null,
  batch_id bigint not null,
  user_id integer not null,
  activity_ids integer[] default '{}'::integer[] not null,
  state text not null,
  created_at timestamp with time zone default now() not null,
  due_at timestamp with time zone default now() not null,
  attempts integer default 0 not null,
  sent_at timestamp with time zone,
  problem text,
  leased_until timestamp with time zone,
  handed_at timestamp with time zone,
  said jsonb,
  in_vain boolean default false not null,
  decided_by integer,
  decided_at timestamp with time zone,
  constraint messages_pkey PRIMARY KEY (id),
  constraint messages_batch_id_user_id_kind_key UNIQUE (batch_id, user_id, kind),
  constraint messages_kind_check CHECK (kind = ANY (ARRAY['enrolled'::text, 'invitation'::text, 'imported'::text])),
  constraint messages_state_check CHECK (state = ANY (ARRAY['kept'::text, 'held'::text, 'due'::text, 'sent'::text, 'dropped'::text, 'failed'::text, 'aside'::text, 'discarded'::text]))
);
CREATE INDEX messages_created ON public.messages USING btree (created_at, id);
CREATE INDEX messages_due ON public.messages USING btree (due_at) WHERE (state = 'due'::text);
CREATE INDEX messages_handed ON public.messages USING btree (leased_until) WHERE ((state = 'due'::text) AND (handed_at IS NOT NULL));
CREATE INDEX messages_kept ON public.messages USING btree (batch_id) WHERE ((state = 'kept'::text) AND (NOT in_vain));
CREATE INDEX messages_lost ON public.messages USING btree (id) WHERE ((state = 'failed'::text) AND (handed_at IS NOT NULL));
CREATE INDEX messages_postponed ON public.messages USING btree (id) WHERE ((state = 'due'::text) AND (attempts > 0));
CREATE INDEX messages_state ON public.messages USING btree (state, id DESC);
CREATE INDEX messages_untrue ON public.messages USING btree (created_at, id) WHERE (in_vain AND (state = ANY (ARRAY['kept'::text, 'held'::text, 'due'::text])));
CREATE INDEX messages_user ON public.messages USING btree (user_id);
comment on column public.messages.state is 'kept: mail was off; held: somebody stopped it; due: to be sent at due_at; dropped: no longer true when it was due; aside: it failed, and needs nobody any more; discarded: kept or held, and not to be sent';
comment on column public.messages.handed_at is 'its text began to leave for the mail server; due and handed with no lease left: it is not known what became of it; failed and handed: it may have arrived';
comment on column public.messages.said is 'the sentence that is the problem, by its key and what it is about; null where it was written before there was one';
comment on column public.messages.in_vain is 'it waits, and would not be sent as things are: its reader is inactive, or nothing of it is owed any more';
comment on column public.messages.decided_by is 'who set it aside or discarded it';

create table public.outbox (
  id bigint generated always as identity not null,
  batch_id bigint not null,
  event_id bigint not null,
  constraint outbox_pkey PRIMARY KEY (id)
);
CREATE INDEX outbox_batch ON public.outbox USING btree (batch_id);

create table public.participant_tallies (
  activity_id integer not null,
  n integer not null
);
CREATE INDEX participant_tallies_activity ON public.participant_tallies USING btree (activity_id) INCLUDE (n);
comment on table public.participant_tallies is 'users enrolled in an activity: active or kept';

create table public.personal_changes (
  batch_id bigint not null,
  user_id integer not null,
  before jsonb,
  after jsonb,
  constraint personal_changes_pkey PRIMARY KEY (user_id, batch_id)
);

create unlogged table public.preview_newcomers (
  preview_id bigint not null,
  user_id integer not null,
  name text not null,
  email text not null,
  employee_number text,
  company_id integer not null,
  department_id integer,
  constraint preview_newcomers_pkey PRIMARY KEY (preview_id, user_id),
  constraint preview_newcomers_preview_id_fkey FOREIGN KEY (preview_id) REFERENCES previews(id) ON DELETE CASCADE
);
comment on column public.preview_newcomers.user_id is 'the number by which the plan names them; nobody has it afterwards';

create unlogged table public.preview_parts (
  preview_id bigint not null,
  first integer not null,
  kind text not null,
  because text,
  activity_id integer not null,
  assignment_ids integer[] not null,
  user_ids integer[] not null,
  constraint preview_parts_pkey PRIMARY KEY (preview_id, first),
  constraint preview_parts_preview_id_fkey FOREIGN KEY (preview_id) REFERENCES previews(id) ON DELETE CASCADE
);
comment on column public.preview_parts.first is 'the place of its first name among all names of the preview';
comment on column public.preview_parts.assignment_ids is 'the causes that lead there, or that led there';

create unlogged table public.previews (
  id bigint generated always as identity not null,
  author_id integer,
  at timestamp with time zone default now() not null,
  summary jsonb not null,
  constraint previews_pkey PRIMARY KEY (id)
);
CREATE INDEX previews_at ON public.previews USING btree (at);

create table public.profiles (
  user_id integer not null,
  added_on date not null,
  audience_ids integer[] not null,
  constraint profiles_pkey PRIMARY KEY (user_id)
);
CREATE INDEX profiles_audiences ON public.profiles USING gin (audience_ids gin__int_ops);

create table public.progress (
  user_id integer not null,
  activity_id integer not null,
  started_at timestamp with time zone not null,
  batch_id bigint not null,
  constraint progress_pkey PRIMARY KEY (user_id, activity_id)
);
CREATE INDEX progress_activity ON public.progress USING btree (activity_id, user_id);

create table public.qualifications (
  id integer not null,
  kind text default 'qualification'::text not null,
  name text not null,
  description text default ''::text not null,
  archived boolean default false not null,
  constraint qualifications_pkey PRIMARY KEY (id),
  constraint qualifications_id_kind_fkey FOREIGN KEY (id, kind) REFERENCES targets(id, kind),
  constraint qualifications_kind_check CHECK (kind = 'qualification'::text),
  constraint qualifications_name_check CHECK (name <> ''::text)
);
CREATE UNIQUE INDEX qualifications_name ON public.qualifications USING btree (lower(name));

create table public.rule_anchors (
  audience_id integer not null,
  rule_id integer not null,
  constraint rule_anchors_pkey PRIMARY KEY (audience_id, rule_id)
);
CREATE INDEX rule_anchors_rule ON public.rule_anchors USING btree (rule_id);

create table public.rules (
  id integer generated always as identity not null,
  name text not null,
  state text default 'draft'::text not null,
  on_leaving smallint,
  criteria jsonb not null,
  query query_int not null,
  audience_ids integer[] not null,
  added_from date,
  added_to date,
  within_days integer,
  after_days integer,
  constraint rules_pkey PRIMARY KEY (id),
  constraint rules_after_days_check CHECK (after_days >= 1 AND after_days <= 36500),
  constraint rules_name_check CHECK (name <> ''::text),
  constraint rules_on_leaving_check CHECK (on_leaving >= 1 AND on_leaving <= 3),
  constraint rules_state_check CHECK (state = ANY (ARRAY['draft'::text, 'active'::text, 'paused'::text, 'ended'::text])),
  constraint rules_within_days_check CHECK (within_days >= 1 AND within_days <= 36500)
);
CREATE INDEX rules_audiences ON public.rules USING gin (audience_ids gin__int_ops);
CREATE UNIQUE INDEX rules_name ON public.rules USING btree (lower(name));
comment on column public.rules.audience_ids is 'every audience that a criterion names, negated ones too';
comment on column public.rules.within_days is 'matches those added in the last so many days, today included';
comment on column public.rules.after_days is 'matches those added at least so many days ago';

create table public.sessions (
  token_hash bytea not null,
  user_id integer not null,
  created_at timestamp with time zone default now() not null,
  seen_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null,
  constraint sessions_pkey PRIMARY KEY (token_hash),
  constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE INDEX sessions_expires ON public.sessions USING btree (expires_at);
CREATE INDEX sessions_user ON public.sessions USING btree (user_id);

create table public.target_activities (
  target_id integer not null,
  activity_id integer not null,
  constraint target_activities_pkey PRIMARY KEY (target_id, activity_id),
  constraint target_activities_activity_id_fkey FOREIGN KEY (activity_id) REFERENCES learning_activities(id),
  constraint target_activities_target_id_fkey FOREIGN KEY (target_id) REFERENCES targets(id)
);
CREATE INDEX target_activities_activity ON public.target_activities USING btree (activity_id, target_id);

create table public.targets (
  id integer generated always as identity not null,
  kind text not null,
  constraint targets_pkey PRIMARY KEY (id),
  constraint targets_id_kind_key UNIQUE (id, kind),
  constraint targets_kind_check CHECK (kind = ANY (ARRAY['activity'::text, 'qualification'::text]))
);

create table public.teams (
  id integer generated always as identity not null,
  name text not null,
  archived boolean default false not null,
  constraint teams_pkey PRIMARY KEY (id),
  constraint teams_name_check CHECK (name <> ''::text)
);
CREATE UNIQUE INDEX teams_name ON public.teams USING btree (lower(name));

create table public.users (
  id integer generated always as identity not null,
  name text not null,
  email text not null,
  employee_number text,
  role text default 'learner'::text not null,
  status text default 'active'::text not null,
  company_id integer not null,
  department_id integer,
  language text not null,
  manager_id integer,
  added_on date not null,
  constraint users_pkey PRIMARY KEY (id),
  constraint users_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id),
  constraint users_department_id_company_id_fkey FOREIGN KEY (department_id, company_id) REFERENCES departments(id, company_id) DEFERRABLE,
  constraint users_language_fkey FOREIGN KEY (language) REFERENCES languages(code),
  constraint users_manager_id_fkey FOREIGN KEY (manager_id) REFERENCES users(id),
  constraint users_check CHECK (manager_id <> id),
  constraint users_email_check CHECK (email <> ''::text),
  constraint users_employee_number_check CHECK (employee_number <> ''::text),
  constraint users_name_check CHECK (name <> ''::text),
  constraint users_role_check CHECK (role = ANY (ARRAY['administrator'::text, 'learner'::text])),
  constraint users_status_check CHECK (status = ANY (ARRAY['active'::text, 'inactive'::text]))
);
CREATE INDEX users_added_on ON public.users USING btree (added_on, id);
CREATE INDEX users_administrators ON public.users USING btree (id) WHERE (role = 'administrator'::text);
CREATE INDEX users_company ON public.users USING btree (company_id);
CREATE INDEX users_department ON public.users USING btree (department_id);
CREATE UNIQUE INDEX users_email ON public.users USING btree (lower(email));
CREATE UNIQUE INDEX users_employee_number ON public.users USING btree (lower(employee_number));
CREATE INDEX users_inactive ON public.users USING btree (id) WHERE (status = 'inactive'::text);
CREATE INDEX users_manager ON public.users USING btree (manager_id);
CREATE INDEX users_name ON public.users USING btree (name COLLATE "und-x-icu", id);
CREATE INDEX users_search ON public.users USING gin (lower(((((name || ' '::text) || email) || ' '::text) || COALESCE(employee_number, ''::text))) gin_trgm_ops);

CREATE OR REPLACE FUNCTION engine.about_of(batch bigint, most integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  facts bigint[] := array(select c.id from changes c where c.batch_id = batch order by c.id limit most + 1);
begin
  return (
    select jsonb_build_object(
      'things', coalesce(jsonb_agg(jsonb_build_object('kind', one.kind, 'id', one.id) order by one.first) filter (where one.nth <= 3), '[]'),
      'more', greatest(count(*) - 3, 0),
      'kinds', coalesce(
        jsonb_agg(jsonb_build_object('kind', one.kind, 'count', one.alike) order by one.first) filter (where one.nth_alike = 1), '[]'),
      'isWhole', coalesce(cardinality(facts) <= most, true)
    )
    from (
      select thing.kind, thing.id, thing.first, row_number() over (order by thing.first) as nth,
        row_number() over (partition by thing.kind order by thing.first) as nth_alike,
        count(*) over (partition by thing.kind) as alike
      from (
        select t.kind, t.id, min(t.change_id * 4 + t.position) as first
        from change_things t
        where t.change_id = any (facts[:coalesce(most, cardinality(facts))])
        group by t.kind, t.id
      ) thing
    ) one
  );
end
$function$;

CREATE OR REPLACE FUNCTION engine.academy_day(at timestamp with time zone)
 RETURNS date
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select (at at time zone time_zone)::date from public.academy $function$;

CREATE OR REPLACE FUNCTION engine.academy_today()
 RETURNS date
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select today from public.academy $function$;

CREATE OR REPLACE FUNCTION engine.activity_text(of_activity integer, reader text)
 RETURNS learning_activity_texts
 LANGUAGE sql
 STABLE
AS $function$
  select t
  from learning_activity_texts t
  cross join academy
  where t.activity_id = of_activity
  order by t.language = reader desc, t.language = academy.language desc, t.language
  limit 1
$function$;

CREATE OR REPLACE FUNCTION engine.activity_title(of_activity integer, reader text)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$ select (activity_text(of_activity, reader)).title $function$;

CREATE OR REPLACE FUNCTION engine.apply_due(batch bigint, subject integer[], people profiles[], activity integer, ending integer)
 RETURNS TABLE(kind smallint, n integer)
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  return query
  with due as materialized (
    select * from due_for_users(subject, people) where activity is null
    union all
    select * from due_in_activity(activity, subject, ending) where activity is not null
  ),
  added as (
    insert into enrollments (user_id, activity_id, state, on_leaving, was, batch_id)
    select d.user_id, d.activity_id, d.next, d.on_leaving, 0, batch
    from due d
    where d.state is null
    order by d.user_id, d.activity_id
  ),
  changed as (
    update enrollments e
    set state = d.next,
      on_leaving = d.on_leaving,
      was = case when d.next = d.state then e.was else d.state end,
      changed_at = case when d.next = d.state then e.changed_at else now() end,
      batch_id = case when d.next = d.state then e.batch_id else batch end
    from due d
    where d.state is not null and e.user_id = d.user_id and e.activity_id = d.activity_id
  ),
  -- Rectangles, as history holds them: the users of a bucket, in the same activities.
  moved as materialized (
    select m.kind, m.bucket, array_agg(m.user_id order by m.user_id) as user_ids, m.activity_ids
    from (
      select d.user_id, d.user_id >> 10 as bucket, transition(d.state, d.next) as kind,
        array_agg(d.activity_id order by d.activity_id) as activity_ids
      from due d
      where d.state is distinct from d.next and apply_due.activity is null
      group by 1, 2, 3
    ) m
    group by m.kind, m.bucket, m.activity_ids
    union all
    select transition(d.state, d.next) as kind, d.user_id >> 10, array_agg(d.user_id order by d.user_id), array[apply_due.activity]
    from due d
    where d.state is distinct from d.next and apply_due.activity is not null
    group by 1, 2
  ),
  happened as (
    insert into events as e (batch_id, kind, bucket, user_ids, activity_ids)
    select batch, m.kind, m.bucket, m.user_ids, m.activity_ids from moved m
    returning e.id, e.kind
  ),
  owed as (
    insert into outbox (batch_id, event_id) select batch, h.id from happened h where h.kind in (1, 13)
  ),
  doubted as (
    insert into mail_doubts (user_ids) select m.user_ids from moved m where m.kind in (6, 7, 9, 13)
  ),
  tallied as (
    insert into participant_tallies (activity_id, n)
    select a.id, sum(cardinality(m.user_ids) * participants_gained(m.kind))
    from moved m
    cross join lateral unnest(m.activity_ids) as a (id)
    where participants_gained(m.kind) <> 0
    group by a.id
  )
  select m.kind, sum(cardinality(m.user_ids) * cardinality(m.activity_ids))::int from moved m group by m.kind;
end
$function$;

CREATE OR REPLACE FUNCTION engine.apply_next_chunk(of_batch bigint, settled interval)
 RETURNS TABLE(kind smallint, n integer)
 LANGUAGE plpgsql
AS $function$
declare
  chunk column_chunks;
  marked int[];
begin
  select c.* into chunk
  from column_chunks c
  join batches b on b.id = c.batch_id
  where c.batch_id = coalesce(of_batch, c.batch_id) and (b.left_to_workers or b.at <= now() - settled)
  order by c.id limit 1
  for update of c skip locked;
  if not found then
    return;
  end if;
  perform commit_without_waiting();
  perform lock_buckets(chunk.user_ids);
  marked := array(select distinct d.user_id from dirty_users d where d.user_id = any (chunk.user_ids));
  if cardinality(marked) > 0 then
    perform refresh_profiles(marked);
  end if;
  return query select 0::smallint, cardinality(chunk.user_ids);
  return query select * from apply_due(chunk.batch_id, chunk.user_ids, '{}', chunk.activity_id, chunk.ending);
  delete from column_chunks where id = chunk.id;
end
$function$;

CREATE OR REPLACE FUNCTION engine.are_few(people profiles[])
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select cardinality(people) <= 50 $function$;

CREATE OR REPLACE FUNCTION engine.asked_in(activity integer)
 RETURNS TABLE(on_leaving smallint, user_ids integer[])
 LANGUAGE plpgsql
 STABLE ROWS 3
 SET work_mem TO '64MB'
AS $function$
declare
  led record;
  every int[];
  by_profile boolean;
  by_name boolean;
  rule rules;
  today date := academy_today();
begin
  select * into led from leading_to(activity);
  every := led.keep || led.unless_started || led.withdraw;
  by_profile := led.everyone > 0 or cardinality(every) > 0;
  by_name := cardinality(led.held) > 0 or exists (select from memberships m where m.audience_id = any (led.lists));
  if not by_profile and not by_name and cardinality(led.ruling) = 1 then
    rule := led.ruling[1];
    return query
    select rule.on_leaving, array_agg(p.user_id) from profiles p where matches(p.audience_ids, p.added_on, rule, today)
    having count(*) > 0;
    return;
  end if;
  if by_profile and not by_name and cardinality(led.ruling) = 0 then
    return query
    select a.on_leaving, array_agg(a.user_id)
    from (
      select p.user_id, greatest(led.everyone, case
          when cardinality(every) = 0 then 0
          when p.audience_ids && led.keep then 3
          when p.audience_ids && led.unless_started then 2
          when p.audience_ids && led.withdraw then 1
        end)::smallint as on_leaving
      from profiles p
      where led.everyone > 0 or p.audience_ids && every
    ) a
    group by a.on_leaving;
    return;
  end if;
  return query
  select a.on_leaving, array_agg(a.user_id)
  from (
    select b.user_id, max(b.on_leaving)::smallint as on_leaving
    from (
      select p.user_id, greatest(led.everyone, case
          when p.audience_ids && led.keep then 3
          when p.audience_ids && led.unless_started then 2
          when p.audience_ids && led.withdraw then 1
        end) as on_leaving
      from profiles p
      where by_profile and (led.everyone > 0 or p.audience_ids && every)
      union all
      select m.user_id, led.lists_leaving[array_position(led.lists, m.audience_id)]
      from memberships m
      join profiles p on p.user_id = m.user_id
      where m.audience_id = any (led.lists)
      union all
      select m.user_id, h.on_leaving
      from unnest(led.held, led.held_leaving) as h (rule_id, on_leaving)
      join held_matches m on m.rule_id = h.rule_id
      join profiles p on p.user_id = m.user_id
      union all
      select p.user_id, r.on_leaving
      from unnest(led.ruling) r
      join profiles p on matches(p.audience_ids, p.added_on, r, today)
    ) b
    group by b.user_id
  ) a
  group by a.on_leaving;
end
$function$;

CREATE OR REPLACE FUNCTION engine.audience(kind integer, id integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select kind << 27 | id $function$;

CREATE OR REPLACE FUNCTION engine.audience_kind(audience_id integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select audience_id >> 27 $function$;

CREATE OR REPLACE FUNCTION engine.audience_name(audience_id integer)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  object int := audience_object(audience_id);
begin
  case audience_kind(audience_id)
    when 0, 9, 10 then return (select u.name from users u where u.id = object);
    when 1 then return (select c.name from companies c where c.id = object);
    when 2, 3 then return (select d.name from departments d where d.id = object);
    when 4 then return (select t.name from teams t where t.id = object);
    when 5 then return (select f.name from job_functions f where f.id = object);
    when 6 then return (select g.name from groups g where g.id = object);
    when 7 then return (select l.code from languages l where l.id = object);
    when 11 then return (select r.name from rules r where r.id = object);
    when 15 then return (select q.name from qualifications q where q.id = object);
    else return null;
  end case;
end
$function$;

CREATE OR REPLACE FUNCTION engine.audience_object(audience_id integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select audience_id & 134217727 $function$;

CREATE OR REPLACE FUNCTION engine.audience_thing(audience_id integer)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case
    when audience_kind(audience_id) = 0 then case when audience_object(audience_id) = 0 then 'academy' else 'user' end
    when audience_kind(audience_id) between 12 and 14 then 'activity'
    else (array['company', 'department', 'department', 'team', 'function', 'group', 'academy', 'academy', 'user', 'user',
      'rule', null, null, null, 'qualification'])[audience_kind(audience_id)]
  end
$function$;

CREATE OR REPLACE FUNCTION engine.audience_thing_id(audience_id integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when audience_id = 0 or audience_kind(audience_id) in (7, 8) then 1 else audience_object(audience_id) end
$function$;

CREATE OR REPLACE FUNCTION engine.audiences_by(part text, said text)
 RETURNS integer[]
 LANGUAGE sql
 STABLE
AS $function$
  select case
    when said is null then '{}'
    when part = 'company_id' then array[audience(1, said::int)]
    when part = 'department_id' then array[audience(2, said::int)] || under_departments(said::int)
    when part = 'language' then array(select audience(7, l.id) from languages l where l.code = said)
    when part = 'manager_id' then array[audience(9, said::int)] || under_managers(said::int)
    else '{}'
  end
$function$;

CREATE OR REPLACE FUNCTION engine.bearing(of_users integer[], of_activities integer[], of_batches bigint[])
 RETURNS TABLE(user_id integer, activity_id integer, batch_id bigint, change_id bigint, part text, began boolean, is_certain boolean, assignment_id integer, audience_id integer, target_id integer)
 LANGUAGE plpgsql
 STABLE
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
declare
  today date := academy_today();
  entries changes[] := array(select e from entries_about(of_users, of_batches) e);
  since bigint := (select min(e.id) from unnest(entries) e);
begin
  return query
  with pair as materialized (
    select distinct p.user_id, p.activity_id, u.added_on, coalesce(u.audience_ids, '{}') as audience_ids
    from unnest(of_users, of_activities) as p (user_id, activity_id)
    left join profiles u on u.user_id = p.user_id
  ),
  entry as materialized (
    select * from unnest(entries)
  ),
  batch as materialized (
    select b.id, b.at, min(e.id) as first_id from batches b join entry e on e.batch_id = b.id group by b.id
  ),
  link as materialized (
    select * from links_since(of_activities, since)
  ),
  passage as materialized (
    select * from passages(of_users, entries)
  ),
  passed as (
    select p.user_id, p.activity_id, s.batch_id, s.change_id, s.part, l.audience_id = any (s.gained), l.barred = '{}', l.assignment_id
    from passage s
    join pair p on p.user_id = s.user_id
    join link l on l.activity_id = p.activity_id and l.audience_id = any (s.lost || s.gained)
  ),
  -- What a rule asks turned with the audiences that were lost or gained, and everything else that it asks holds.
  turned as (
    select p.user_id, p.activity_id, s.batch_id, s.change_id, s.part, t.began, t.is_certain and l.barred = '{}', l.assignment_id
    from passage s
    join pair p on p.user_id = s.user_id
    join link l on l.activity_id = p.activity_id and audience_kind(l.audience_id) = 11
    cross join lateral rule_at(audience_object(l.audience_id), s.change_id) as r
    cross join lateral (
      select bool_and(c.began) as began, bool_or(c.began) as in_part,
        bool_and(c.began is not null or (c.audience_ids && p.audience_ids) <> c.is_negated)
          and matches(
            '{0}', said_of(p.user_id, 'added_on', s.change_id)::date, '0',
            r.added_from, r.added_to, r.within_days, r.after_days, day_at(s.change_id)
          ) as is_certain
      from (
        select q.*, case
          when (q.audience_ids && s.lost) <> (q.audience_ids && s.gained) then (q.audience_ids && s.gained) <> q.is_negated
        end as began
        from clauses(r.query) q
      ) c
    ) t
    where r.state = 'active' and t.began = t.in_part
      and not exists (select from holds h join batch b on b.id = s.batch_id where h.rule_id = r.id and h.since < b.at)
  ),
  -- A rule counts days, and somebody's day added was changed or the academy's day moved on.
  dated as (
    select p.user_id, p.activity_id, e.batch_id, e.id, case when e.fact = 'users' then 'added_on' end,
      case when m.before <> m.after then m.after end, m.before <> m.after and l.barred = '{}', l.assignment_id
    from entry e
    join pair p on e.fact = 'academy' or e.key = p.user_id
    join link l on l.activity_id = p.activity_id and audience_kind(l.audience_id) = 11
    cross join lateral rule_at(audience_object(l.audience_id), e.id) as r
    cross join lateral (
      select
        matches(p.audience_ids, coalesce((e.before ->> 'added_on')::date, p.added_on), r, coalesce((e.before ->> 'today')::date, today)) as before,
        matches(p.audience_ids, coalesce((e.after ->> 'added_on')::date, p.added_on), r, coalesce((e.after ->> 'today')::date, today)) as after
    ) m
    where r.state = 'active' and e.after is not null and (
      (e.fact = 'academy' and e.before ? 'today' and num_nonnulls(r.within_days, r.after_days) > 0)
      or (e.fact = 'users' and e.before ? 'added_on' and num_nonnulls(r.added_from, r.added_to, r.within_days, r.after_days) > 0)
    )
  ),
  -- A rule was made, edited, paused or ended; or a held one was let go, by the entry about the rule itself if there is one.
  ruled as (
    select p.user_id, p.activity_id, e.batch_id,
      coalesce((select r.id from entry r where r.batch_id = e.batch_id and r.fact = 'rules' and r.key = e.key limit 1), e.id),
      null, case when m.before <> m.after then m.after end, m.before <> m.after and l.barred - 3 = '{}', l.assignment_id
    from entry e
    join link l on l.audience_id = audience(11, e.key)
    join pair p on p.activity_id = l.activity_id
    cross join lateral rule_at(e.key, e.id) as r
    cross join lateral (select (jsonb_populate_record(r, e.before)).*) as was
    cross join lateral (
      select
        case e.fact
          when 'holds' then exists (
            select from entry h
            where h.batch_id = e.batch_id and h.fact = 'held_matches' and h.key = e.key and p.user_id = any (h.user_ids)
          )
          else e.before is not null and was.state in ('active', 'paused') and matches(p.audience_ids, p.added_on, was, today)
        end as before,
        r.state in ('active', 'paused') and matches(p.audience_ids, p.added_on, r, today) as after
    ) m
    where (e.fact = 'rules' and (e.before is null or e.before - array['id', 'name', 'on_leaving', 'criteria'] <> '{}'))
      or (e.fact = 'holds' and e.after is null)
  ),
  -- A link was made or ended, or what stands at one of its ends archived or restored. One made with its rule goes without
  -- saying.
  declared as (
    select p.user_id, p.activity_id, e.batch_id, e.id, null,
      case when e.before ? 'archived' then e.after ->> 'archived' = 'false' else e.after is not null end,
      l.barred - at.own = '{}' and was_in(p.user_id, l.audience_id, e.id), l.assignment_id
    from entry e
    cross join lateral (
      select
        case
          when e.fact in ('assignments', 'target_activities') then 0
          when e.fact = 'learning_activities' then 1
          when e.fact = 'qualifications' then 2
          else 3
        end as own,
        case e.fact
          when 'companies' then array[audience(1, e.key)]
          when 'departments' then array[audience(2, e.key), audience(3, e.key)]
          when 'teams' then array[audience(4, e.key)]
          when 'job_functions' then array[audience(5, e.key)]
          when 'groups' then array[audience(6, e.key)]
        end as audience_ids
    ) at
    join link l on case
      when e.fact = 'assignments' then e.key = l.assignment_id and (e.before is null or e.after is null) and not exists (
        select from entry r
        where r.batch_id = e.batch_id and r.fact = 'rules' and r.before is null and l.audience_id = audience(11, r.key)
      )
      when e.fact = 'target_activities' then
        e.key = l.target_id and (coalesce(e.after, e.before) ->> 'activity_id')::int = l.activity_id
      when (e.before ? 'archived') is not true then false
      when e.fact = 'learning_activities' then e.key = l.activity_id
      when e.fact = 'qualifications' then e.key = l.target_id
      else l.audience_id = any (at.audience_ids)
    end
    join pair p on p.activity_id = l.activity_id
  ),
  -- The user was added; or is active again, for what is required by now, and without what no longer is.
  present as (
    select p.user_id, p.activity_id, e.batch_id, e.id, null, true, l.barred = '{}' and was_in(p.user_id, l.audience_id, e.id), l.assignment_id
    from entry e
    join pair p on p.user_id = e.key
    join link l on l.activity_id = p.activity_id
    where e.fact = 'users' and (e.before is null or (e.before ? 'status' and e.after ->> 'status' = 'active'))
    union all
    select p.user_id, p.activity_id, e.batch_id, e.id, null, false, true, null
    from entry e
    join pair p on p.user_id = e.key
    where e.fact = 'users' and e.before ? 'status' and e.after ->> 'status' = 'active'
  ),
  -- The user is excluded, or no longer is; or is excluded and by today has completed it too long ago.
  excluded as (
    select p.user_id, p.activity_id, e.batch_id, e.id, null, e.after is null, true, null::int
    from entry e
    join pair p on p.user_id = e.key and p.activity_id = (coalesce(e.after, e.before) ->> 'activity_id')::int
    where e.fact = 'exclusions' and (e.before is null or e.after is null)
    union all
    select p.user_id, p.activity_id, e.batch_id, e.id, null, null, false, null
    from entry e cross join pair p
    where e.fact = 'academy' and e.before ? 'today'
  ),
  found (user_id, activity_id, batch_id, change_id, part, began, is_certain, assignment_id) as (
    select * from passed union all select * from turned union all select * from dated union all select * from ruled
    union all select * from declared union all select * from present union all select * from excluded
  )
  select distinct f.*, l.audience_id, l.target_id
  from found f
  join batch b on b.id = f.batch_id
  left join link l on l.assignment_id = f.assignment_id and l.activity_id = f.activity_id
    and l.created_at <= b.at and (l.ended_id is null or l.ended_id >= b.first_id)
  where f.assignment_id is null or l.assignment_id is not null
  order by f.user_id, f.activity_id, f.change_id, f.assignment_id;
end
$function$;

CREATE OR REPLACE FUNCTION engine.clauses(query query_int)
 RETURNS TABLE(nth integer, audience_ids integer[], is_negated boolean)
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select clause.nth::int,
    array(select named[1]::int from regexp_matches(clause.text, '\d+', 'g') named),
    clause.text like '%!%'
  from regexp_split_to_table(query::text, '&') with ordinality as clause (text, nth)
$function$;

CREATE OR REPLACE FUNCTION engine.commit_without_waiting()
 RETURNS text
 LANGUAGE sql
AS $function$ select set_config('synchronous_commit', 'off', true) $function$;

CREATE OR REPLACE FUNCTION engine.compose_imports(mail_ready boolean)
 RETURNS integer
 LANGUAGE sql
AS $function$
  with done as (
    select i.id, i.batch_id, i.author_id, now() - i.touched_at > interval '1 minute' as was_long
    from imports i
    where i.state = 'started' and not i.is_told
      and not exists (select from dirty_users d where d.batch_id = i.batch_id)
      and not exists (select from column_jobs j where j.batch_id = i.batch_id)
      and not exists (select from column_chunks c where c.batch_id = i.batch_id)
    for update of i skip locked
  ),
  told as (
    update imports set is_told = true from done where imports.id = done.id
  ),
  written as (
    insert into messages (kind, batch_id, user_id, state, in_vain)
    select 'imported', d.batch_id, u.id,
      case when mail_ready and (select a.mail_on from academy a) then 'due' else 'kept' end, u.status = 'inactive'
    from done d
    join users u on u.id = d.author_id
    where d.was_long
    on conflict (batch_id, user_id, kind) do nothing
    returning state
  )
  select count(*)::int from written where state = 'due'
$function$;

CREATE OR REPLACE FUNCTION engine.compose_some(mail_ready boolean, most integer, OUT consumed integer, OUT due integer)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
declare
  composed batches;
  buckets int[];
  is_told boolean;
  new_state text;
begin
  consumed := 0;
  due := 0;
  -- Whoever looks again at what ended meanwhile waits for what is composed here.
  perform pg_advisory_xact_lock_shared(hashtextextended('muster.composing', 0));
  with recursive owing as (
    (select o.batch_id from outbox o order by o.batch_id limit 1)
    union all
    select (select o.batch_id from outbox o where o.batch_id > owing.batch_id order by o.batch_id limit 1)
    from owing
    where owing.batch_id is not null
  )
  select b.* into composed
  from owing
  join batches b on b.id = owing.batch_id
  where not exists (select from dirty_users d where d.batch_id = b.id)
    and not exists (select from column_jobs j where j.batch_id = b.id)
    and not exists (select from column_chunks c where c.batch_id = b.id)
  order by b.id
  limit 1
  for no key update of b skip locked;
  if not found then
    return;
  end if;

  select array_agg(s.bucket) into buckets
  from (
    select e.bucket, sum(sum(cardinality(e.user_ids))) over (order by e.bucket) - sum(cardinality(e.user_ids)) as before
    from outbox o
    join events e on e.id = o.event_id
    where o.batch_id = composed.id
    group by e.bucket
  ) s
  where s.before < most;
  if buckets is null then
    return;
  end if;

  is_told := composed.notify;
  new_state := case
    when not (mail_ready and (select a.mail_on from academy a)) then 'kept'
    -- Held while it was still being composed: what comes later is held too, also where what was held is discarded by now.
    when exists (
      select from messages m where m.batch_id = composed.id and m.kind = 'enrolled' and m.state in ('held', 'discarded')
    ) then 'held'
    else 'due'
  end;

  with consumed_rows as (
    delete from outbox where id in (
      select o.id
      from outbox o
      join events e on e.id = o.event_id
      where o.batch_id = composed.id and e.bucket = any (buckets)
      for update of o skip locked
    )
    returning event_id
  ),
  happened as materialized (
    select e.* from consumed_rows c join events e on e.id = c.event_id
  ),
  moved as (
    select h.kind, person.user_id, learning.activity_id
    from happened h
    cross join lateral unnest(h.user_ids) as person (user_id)
    cross join lateral unnest(h.activity_ids) as learning (activity_id)
    where is_told
  ),
  -- What was withdrawn in the thirty days before. The sets are compared by hash, for nobody can estimate an unnest.
  lost as (
    select person.user_id, learning.activity_id
    from events w
    cross join lateral unnest(w.user_ids) as person (user_id)
    cross join lateral unnest(w.activity_ids) as learning (activity_id)
    where w.bucket in (select h.bucket from happened h where h.kind = 13) and w.kind in (7, 11)
      and w.id < (select max(h.id) from happened h) and w.at > (select min(h.at) from happened h) - interval '30 days'
  ),
  owed as (
    select distinct m.user_id, m.activity_id
    from moved m
    join users u on u.id = m.user_id and u.status = 'active'
    join enrollments n on n.user_id = m.user_id and n.activity_id = m.activity_id and n.state = 1
    left join exclusions x on x.user_id = m.user_id and x.activity_id = m.activity_id
    where x.user_id is null and not exists (
      select from valid_completions c where c.user_id = m.user_id and c.activity_id = m.activity_id
    )
    -- Who was told of it, and was without it for less than thirty days, is not told again.
    and not (
      m.kind = 13 and (m.user_id, m.activity_id) in (select l.user_id, l.activity_id from lost l) and exists (
        select from messages t
        where t.user_id = m.user_id and t.kind = 'enrolled' and t.state not in ('dropped', 'failed', 'aside', 'discarded')
          and t.activity_ids @> array[m.activity_id]
      )
    )
  ),
  written as (
    insert into messages (kind, batch_id, user_id, activity_ids, state, due_at)
    select 'enrolled', composed.id, o.user_id, array_agg(o.activity_id order by o.activity_id), new_state,
      now() + interval '15 minutes'
    from owed o
    group by o.user_id
    order by o.user_id
    on conflict (batch_id, user_id, kind) do nothing
  )
  select count(*)::int into consumed from consumed_rows;

  if new_state = 'due' and not exists (select from outbox o where o.batch_id = composed.id)
    and (select count(*) <= 100 from (
      select from messages m where m.batch_id = composed.id and m.kind = 'enrolled' limit 101
    ) few)
  then
    update messages m set due_at = now() where m.batch_id = composed.id and m.kind = 'enrolled' and m.state = 'due';
    get diagnostics due = row_count;
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION engine.count_batches(most integer)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  done bigint[] := array(
    select b.id
    from batches b
    where b.moves is null
      and not exists (select from dirty_users d where d.batch_id = b.id)
      and not exists (select from column_jobs j where j.batch_id = b.id)
      and not exists (select from column_chunks c where c.batch_id = b.id)
    order by b.id desc
    limit most
    for no key update skip locked
  );
  small bigint[];
begin
  update batches b
  set facts = did.facts, moves = moves_of(b.id), about = coalesce(b.about, about_of(b.id, null)), is_large = did.facts + did.moved > 1000
  from (
    select d.id, facts_of(d.id) as facts,
      (select coalesce(sum(cardinality(e.user_ids)), 0) from events e where e.batch_id = d.id) as moved
    from unnest(done) as d (id)
  ) did
  where b.id = did.id;
  insert into activity_moves (activity_id, batch_id, kind, n)
  select a.id, e.batch_id, e.kind, sum(cardinality(e.user_ids))
  from events e
  cross join lateral unnest(e.activity_ids) as a (id)
  where e.batch_id = any (done)
  group by 1, 2, 3
  order by 1, 2, 3;
  small := array(select b.id from batches b where b.id = any (done) and not b.is_large);
  insert into batch_users (batch_id, user_id, moved)
  select c.batch_id, c.user_id, bool_or(c.moved)
  from (
    select e.batch_id, unnest(e.user_ids) as user_id, true as moved from events e where e.batch_id = any (small)
    union all
    select c.batch_id, unnest(coalesce(c.user_ids, array[c.key])), false
    from changes c
    where c.batch_id = any (small) and (c.fact = 'memberships' or c.fact in (select k.fact from key_things() k where k.kind = 'user'))
  ) c
  group by 1, 2
  order by 1, 2;
  return cardinality(done);
end
$function$;

CREATE OR REPLACE FUNCTION engine.count_governed(users integer[], listed jsonb, ended jsonb)
 RETURNS integer
 LANGUAGE plpgsql
 STABLE
AS $function$
#variable_conflict use_column
begin
  return (
    with ending_lead as materialized (
      select * from jsonb_to_recordset(ended) as l (audience_id int, activity_id int, assignment_id int)
    ),
    governed as (
      select e.user_id, e.activity_id from enrollments e where e.user_id = any (users) and e.state = 1
      union
      select e.user_id, e.activity_id
      from jsonb_to_recordset(listed) as l (activity_id int, user_ids int[])
      join enrollments e on e.activity_id = l.activity_id and e.user_id = any (l.user_ids)
      where e.state in (1, 2)
      union
      select e.user_id, e.activity_id
      from ending_lead l
      join members_of(array(select distinct audience_id from ending_lead), '{}') m on m.audience_id = l.audience_id
      join enrollments e on e.activity_id = l.activity_id and e.user_id = m.user_id and e.state = 1
    )
    select count(*) from governed
  );
end
$function$;

CREATE OR REPLACE FUNCTION engine.count_people(audiences integer[])
 RETURNS integer
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  far constant int := 20001;
  people int;
begin
  execute 'select count(*)::int from (select from profiles where audience_ids && $1 limit $2) as counted'
  into people using audiences, far;
  return people;
end
$function$;

CREATE OR REPLACE FUNCTION engine.count_plots(moment timestamp with time zone)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET work_mem TO '64MB'
AS $function$
  with academy_zone as (
    select time_zone from academy
  ),
  span as (
    select (date_trunc('week', moment at time zone time_zone) - interval '25 weeks')::date as first from academy_zone
  ),
  began as materialized (
    select date_trunc('week', e.at at time zone z.time_zone)::date as week,
      case
        when b.kind like 'enrollment.%' or b.kind like 'exclusion.%' then 'hand'
        when b.kind like '%.import' then 'import'
        when b.kind like 'rule.%' then 'rules'
        when b.kind ~ '^(assignment|qualification|activity)\.' then 'assignments'
        when b.kind ~ '^(user|company|department|team|function|group|grant)\.' then 'people'
        else 'other'
      end as enrolled_by,
      sum(cardinality(e.user_ids) * cardinality(e.activity_ids)) as enrollments
    from batches b
    join events e on e.batch_id = b.id
    cross join academy_zone z
    cross join span s
    where b.at >= s.first - 7 and e.at >= s.first::timestamp at time zone z.time_zone and e.kind in (1, 9, 13)
    group by 1, 2
  ),
  weeks as (
    select w.week::date as week, coalesce(jsonb_object_agg(g.enrolled_by, g.enrollments) filter (where g.week is not null), '{}') as by
    from span s
    cross join lateral generate_series(s.first, s.first + 25 * 7, interval '1 week') as w (week)
    left join began g on g.week = w.week::date
    group by w.week
  ),
  done as (
    select distinct c.user_id, c.activity_id from valid_completions c
  ),
  standing as materialized (
    select u.company_id, u.department_id, count(*) as enrollments, count(d.user_id) as completed
    from enrollments e
    join users u on u.id = e.user_id and u.status = 'active'
    left join done d on d.user_id = e.user_id and d.activity_id = e.activity_id
    where e.state in (1, 2)
    group by 1, 2
  ),
  companies_told as (
    select c.id, c.name, sum(s.enrollments) as enrollments, sum(s.completed) as completed
    from standing s join companies c on c.id = s.company_id
    group by c.id
    order by sum(s.enrollments) desc, c.id
    limit 10
  ),
  departments_told as (
    select d.id, d.name, sum(s.enrollments) as enrollments, sum(s.completed) as completed
    from standing s join departments d on d.id = s.department_id
    group by d.id
    order by sum(s.enrollments) desc, d.id
    limit 10
  )
  select jsonb_build_object(
    'weeks', (select jsonb_agg(jsonb_build_object('week', w.week, 'by', w.by) order by w.week) from weeks w),
    'companies', (select coalesce(jsonb_agg(to_jsonb(c) order by c.enrollments desc, c.id), '[]') from companies_told c),
    'departments', (select coalesce(jsonb_agg(to_jsonb(d) order by d.enrollments desc, d.id), '[]') from departments_told d)
  )
$function$;

CREATE OR REPLACE FUNCTION engine.day_at(until bigint)
 RETURNS date
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce(
    (
      select (c.before ->> 'today')::date
      from changes c
      where c.fact = 'academy' and c.id > until and c.before ? 'today'
      order by c.id limit 1
    ),
    academy_today()
  )
$function$;

CREATE OR REPLACE FUNCTION engine.differences_among(first integer, last integer)
 RETURNS TABLE(kind text, user_id integer, activity_id integer, audience_id integer, state smallint, next smallint, n bigint)
 LANGUAGE plpgsql
 STABLE
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
declare
  subject int[] := array(select u.id from users u where u.id between first and last order by u.id);
  stale int[] := array(
    select coalesce(f.user_id, p.user_id)
    from profiles_from_facts(subject) f
    full join (select * from profiles p where p.user_id between first and last) p on p.user_id = f.user_id
    where p.added_on is distinct from f.added_on or p.audience_ids is distinct from f.audience_ids
  );
  doubtful int[];
  participations bigint;
  fresh profiles[];
begin
  select * into doubtful, participations from doubtful_among(first, last, stale);
  fresh := array(select row(f.user_id, f.added_on, f.audience_ids)::profiles from profiles_from_facts(doubtful) f);
  return query
  with stored as materialized (
    select e.user_id, e.activity_id, e.state from enrollments e where e.user_id = any (doubtful)
  ),
  differing as materialized (
    select
      case when p.user_id is null then 'profile-missing' when f.user_id is null then 'profile-extra' else 'profile-stale' end as kind,
      s.user_id,
      null::int as activity_id, null::smallint as state, null::smallint as next
    from unnest(stale) as s (user_id)
    left join unnest(fresh) f on f.user_id = s.user_id
    left join profiles p on p.user_id = s.user_id
    union all
    select
      case
        when d.next = d.state then 'on-leaving-stale'
        when d.next = 1 then 'enrollment-missing'
        when d.state = 1 then 'enrollment-extra'
        else 'kept-extra'
      end,
      d.user_id, d.activity_id, d.state, d.next
    from due_for_users(doubtful, fresh) d
    union all
    select 'enrollment-of-nobody', e.user_id, e.activity_id, e.state, 3::smallint
    from stored e
    where e.state in (1, 2) and e.user_id not in (select unnest(subject))
  ),
  waiting_users as materialized (
    select d.user_id from dirty_users d where d.user_id between first and last
  ),
  waiting_pairs as materialized (
    select c.activity_id, w.user_id
    from column_chunks c
    cross join lateral unnest(c.user_ids) as w (user_id)
    where c.activity_id in (select d.activity_id from differing d) and w.user_id between first and last
  ),
  sorted as materialized (
    select d.*,
      d.user_id in (select w.user_id from waiting_users w)
      or d.activity_id is not null and (
        d.activity_id in (select j.activity_id from column_jobs j)
        or (d.activity_id, d.user_id) in (select w.activity_id, w.user_id from waiting_pairs w)
      ) as is_owed
    from differing d
  )
  select s.kind, s.user_id, s.activity_id, null::int, s.state, s.next, 1::bigint from sorted s where not s.is_owed
  union all
  select 'on-its-way', null, null, null, null, null, count(*) from sorted s where s.is_owed having count(*) > 0
  union all
  select 'participations', null, null, null, null, null, participations
  union all
  select case when e.state is null then 'enrollment-lost' else 'history-differs' end,
    coalesce(e.user_id, t.user_id), coalesce(e.activity_id, t.activity_id), null, t.state, e.state, 1
  from stored e
  full join (
    select t.*
    from states_told(doubtful[1] >> 10, doubtful[cardinality(doubtful)] >> 10) t
    where t.user_id in (select unnest(doubtful))
  ) t on t.user_id = e.user_id and t.activity_id = e.activity_id
  where t.state is distinct from e.state
  union all
  -- Between two users who follow one another there is nobody: looking there costs less than asking each membership.
  select 'membership-of-nobody', m.user_id, null, m.audience_id, null, null, 1
  from (
    select s.id + 1 as first, coalesce(lead(s.id) over (order by s.id) - 1, last) as last
    from unnest(first - 1 || subject) as s (id)
  ) gap
  cross join lateral (
    select m.user_id, m.audience_id from memberships m where m.user_id between gap.first and gap.last offset 0
  ) m
  where gap.first <= gap.last;
end
$function$;

CREATE OR REPLACE FUNCTION engine.differences_in_declarations()
 RETURNS TABLE(kind text, user_id integer, activity_id integer, audience_id integer, state smallint, next smallint, n bigint)
 LANGUAGE sql
 STABLE
AS $function$
  with recursive anchored as (
    select a.rule_id, array_agg(a.audience_id order by a.audience_id) as audience_ids from rule_anchors a group by a.rule_id
  ),
  looked_for as (
    select r.id as rule_id, r.query from rules r where r.state = 'active' and r.id not in (select h.rule_id from rules_to_hold h)
  ),
  -- Every audience that somebody is in, found by as many steps through the index as there are.
  peopled as (
    (select m.audience_id from memberships m order by m.audience_id limit 1)
    union all
    select (select m.audience_id from memberships m where m.audience_id > p.audience_id order by m.audience_id limit 1)
    from peopled p
    where p.audience_id is not null
  )
  select
    case when l.audience_id is null then 'lead-missing' when d.audience_id is null then 'lead-extra' else 'lead-stale' end,
    null::int, coalesce(d.activity_id, l.activity_id), coalesce(d.audience_id, l.audience_id), l.on_leaving, d.on_leaving, 1
  from leads l
  full join leads_from_declarations d
    on d.audience_id = l.audience_id and d.activity_id = l.activity_id and d.assignment_id = l.assignment_id
  where d.on_leaving is distinct from l.on_leaving
  union all
  select case when f.rule_id is null then 'anchor-extra' else 'anchor-missing' end, null, null,
    audience(11, coalesce(f.rule_id, a.rule_id)), null, null, 1
  from anchored a
  full join looked_for f on f.rule_id = a.rule_id
  where f.rule_id is null or not exists (select from possible_anchors(f.query) p where p.audience_ids = a.audience_ids)
  union all
  select case when h.rule_id is null then 'hold-missing' else 'hold-extra' end, null, null,
    audience(11, coalesce(t.rule_id, h.rule_id)), null, null, 1
  from holds h
  full join rules_to_hold t on t.rule_id = h.rule_id
  where h.rule_id is null or t.rule_id is null
  union all
  select 'held-match-extra', m.user_id, null, audience(11, m.rule_id), null, null, 1
  from held_matches m
  left join holds h on h.rule_id = m.rule_id
  where h.rule_id is null
  union all
  select 'membership-of-nothing', m.user_id, null, m.audience_id, null, null, 1
  from peopled p
  join memberships m on m.audience_id = p.audience_id
  where p.audience_id not in (select j.audience_id from joinable_audiences j)
$function$;

CREATE OR REPLACE FUNCTION engine.differences_in_tallies(participations bigint, history_differs boolean)
 RETURNS TABLE(kind text, user_id integer, activity_id integer, audience_id integer, state smallint, next smallint, n bigint)
 LANGUAGE sql
 STABLE
AS $function$
  select 'members-miscounted', null::int, null::int, s.audience_id, null::smallint, null::smallint, 1::bigint
  from short_member_tallies s
  union all
  select 'participants-miscounted', null, s.activity_id, null, null, null, 1
  from short_participant_tallies s
  where history_differs or participations <> (select coalesce(sum(t.n::bigint * weight(t.activity_id)), 0) from participant_tallies t)
$function$;

CREATE OR REPLACE FUNCTION engine.differing(told jsonb, other jsonb, identity text[])
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select case when other is null then told else (
    select jsonb_object_agg(e.key, e.value)
    from jsonb_each(told) e
    where e.key = any (identity) or e.value is distinct from other -> e.key
  ) end
$function$;

CREATE OR REPLACE FUNCTION engine.doubtful_among(first integer, last integer, stale integer[], OUT doubtful integer[], OUT participations bigint)
 RETURNS record
 LANGUAGE plpgsql
 STABLE
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  today date := academy_today();
begin
  -- As `reached`, within one statement and with whatever is reached twice: that goes with `uniq`. What is asked once is not
  -- materialized: copying it would cost a twentieth.
  with person as materialized (
    select p.user_id, p.added_on, p.audience_ids from profiles p where p.user_id between first and last
  ),
  -- Rules under their anchors, to be hashed once: joined one after the other, each would be looked up in two hashes.
  anchored as materialized (
    select a.audience_id, r.id, r.query, r.added_from, r.added_to, r.within_days, r.after_days
    from rule_anchors a join rules r on r.id = a.rule_id
  ),
  led as materialized (
    select l.audience_id, array_agg(l.activity_id << 2 | l.on_leaving) as pairs from leads l group by l.audience_id
  ),
  required as not materialized (
    select r.user_id, uniq(sort(joined(l.pairs))) as pairs
    from (
      select p.user_id, unnest(p.audience_ids) as audience_id
      from person p
      union all
      select m.user_id, m.audience_id
      from memberships m
      where m.user_id between first and last and m.audience_id >= first_list()
      union all
      select b.user_id, audience(11, r.id)
      from (select p.user_id, p.added_on, p.audience_ids, unnest(p.audience_ids) as audience_id from person p) b
      join anchored r on r.audience_id = b.audience_id
      where matches(b.audience_ids, b.added_on, r.query, r.added_from, r.added_to, r.within_days, r.after_days, today)
      union all
      select h.user_id, audience(11, h.rule_id)
      from held_matches h
      where h.user_id between first and last
    ) r
    join led l on l.audience_id = r.audience_id
    group by r.user_id
  ),
  -- In order of the index: where it were not, whoever is looked at closer is all right.
  held as not materialized (
    select e.user_id,
      array_agg(e.activity_id << 2 | e.on_leaving) filter (where e.state = 1) as pairs,
      sum(weight(e.activity_id) * e.state) as told
    from enrollments e
    where e.user_id between first and last
    group by e.user_id
  ),
  history as not materialized (
    select v.user_id, sum(v.weight * v.told) as told, sum(v.weight * v.gained) as participations
    from (
      select unnest(m.user_ids) as user_id, m.weight, m.told, m.gained
      from (
        select v.user_ids, (select sum(weight(a)) from unnest(v.activity_ids) a) as weight, (v.kind & 3) - (v.kind >> 2) as told,
          participants_gained(v.kind) as gained
        from events v
        where v.bucket between first >> 10 and last >> 10
        offset 0
      ) m
    ) v
    where v.user_id between first and last
    group by v.user_id
  ),
  compared as not materialized (
    select user_id, t.participations,
      coalesce(h.told, 0) <> coalesce(t.told, 0)
      or case
        when p.added_on is not null then r.pairs is distinct from h.pairs
        else user_id not in (select u.id from users u where u.id between first and last)
      end as differs
    from held h
    full join history t using (user_id)
    full join (person p left join required r using (user_id)) using (user_id)
  )
  select
    uniq(sort(
      coalesce(array_agg(c.user_id) filter (where c.differs), '{}')
      || stale
      || array(select x.user_id from exclusions x where x.user_id between first and last)
    )),
    coalesce(sum(c.participations), 0)
  into doubtful, participations
  from compared c;
end
$function$;

CREATE OR REPLACE FUNCTION engine.drain_leftover_users(settled interval, most integer)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  batch bigint;
  marks bigint[];
  subject int[];
begin
  select d.batch_id into batch
  from dirty_users d
  join batches b on b.id = d.batch_id
  where b.left_to_workers or b.at <= now() - settled
  order by d.id limit 1
  for update of d skip locked;
  if not found then
    return 0;
  end if;
  select array_agg(m.id), array_agg(distinct m.user_id) into marks, subject
  from (
    select d.id, d.user_id from dirty_users d where d.batch_id = batch order by d.id limit most for update skip locked
  ) m;
  perform commit_without_waiting();
  perform lock_buckets(subject);
  perform apply_due(batch, subject, refresh_profiles(subject), null, 0);
  delete from dirty_users where id = any (marks);
  return cardinality(subject);
end
$function$;

CREATE OR REPLACE FUNCTION engine.drain_own_users(batch bigint, subject integer[])
 RETURNS TABLE(kind smallint, n integer)
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  own int[];
begin
  perform commit_without_waiting();
  perform lock_buckets(subject);
  with taken as (
    delete from dirty_users where id in (
      select d.id from dirty_users d where d.batch_id = batch and d.user_id = any (subject) for update skip locked
    )
    returning user_id
  )
  select array_agg(distinct t.user_id) into own from taken t;
  if own is not null then
    return query select * from apply_due(batch, own, refresh_profiles(own), null, 0);
  end if;
  return query select 0::smallint, cardinality(subject) - coalesce(cardinality(own), 0);
end
$function$;

CREATE OR REPLACE FUNCTION engine.due_everywhere_in(activity integer, moving integer[])
 RETURNS TABLE(state smallint, next smallint, on_leaving smallint, user_ids integer[])
 LANGUAGE plpgsql
 STABLE ROWS 10
 SET work_mem TO '64MB'
AS $function$
begin
  -- Nobody was ever enrolled and nobody is excluded: whoever something leads there comes in. Half of the work.
  if not exists (select from enrollments e where e.activity_id = activity)
    and not exists (select from exclusions x where x.activity_id = activity)
  then
    return query
    select null::smallint, 1::smallint, a.on_leaving,
      case when cardinality(moving) = 0 then a.user_ids else a.user_ids - moving end
    from asked_in(activity) a;
    return;
  end if;
  return query
  with held as (
    select e.user_id, e.state, e.was, e.on_leaving, e.batch_id, p.user_id is not null as is_active
    from enrollments e
    left join profiles p on p.user_id = e.user_id
    where e.activity_id = activity
  ),
  asked as (
    select a.on_leaving, unnest(a.user_ids) as user_id from asked_in(activity) a
  ),
  differing as (
    select coalesce(a.user_id, h.user_id) as user_id, h.state, h.was, h.batch_id, h.on_leaving as held_on_leaving,
      x.user_id is not null as is_excluded, coalesce(h.is_active, true) as is_active,
      case when x.user_id is null then a.on_leaving end as asked_on_leaving
    from asked a
    full join held h on h.user_id = a.user_id
    left join exclusions x on x.activity_id = activity and x.user_id = coalesce(a.user_id, h.user_id)
    where case
      when x.user_id is not null then h.state in (1, 2)
      when a.user_id is null then h.state = 1
      else h.state is distinct from 1 or h.on_leaving <> a.on_leaving
    end
  ),
  decided as (
    select d.user_id, d.state, d.held_on_leaving,
      step(d.state, d.was, d.held_on_leaving, d.asked_on_leaving is not null, d.is_excluded,
        case when t.batch_id is null then b.user_id is not null else b.started_at >= t.at and not t.withdraw_started end,
        c.user_id is not null, case when t.batch_id is null then 0 when d.is_active then 2 else 3 end) as next,
      coalesce(d.asked_on_leaving, d.held_on_leaving) as on_leaving
    from differing d
    left join batches_taken_back t on t.batch_id = d.batch_id and d.asked_on_leaving is null
    left join progress b on b.user_id = d.user_id and b.activity_id = activity and d.state is not null
    left join (select distinct v.user_id from valid_completions v where v.activity_id = activity) c
      on c.user_id = d.user_id and d.state is not null
    left join (select distinct unnest(moving) as user_id) m on m.user_id = d.user_id
    where (d.is_active or t.batch_id is not null) and m.user_id is null
  )
  select d.state, d.next, d.on_leaving, array_agg(d.user_id)
  from decided d
  where d.next is distinct from d.state or d.on_leaving <> d.held_on_leaving
  group by d.state, d.next, d.on_leaving;
end
$function$;

CREATE OR REPLACE FUNCTION engine.due_for_users(subject integer[], people profiles[])
 RETURNS TABLE(user_id integer, activity_id integer, state smallint, next smallint, on_leaving smallint)
 LANGUAGE plpgsql
 STABLE
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
begin
  return query
  with asked as (
    select w.user_id, w.activity_id, max(w.on_leaving) as on_leaving
    from wanted(people) w
    group by w.user_id, w.activity_id
  ),
  held as (
    select e.user_id, e.activity_id, e.state, e.was, e.on_leaving, e.batch_id
    from enrollments e
    where e.user_id = any (subject)
  ),
  active as (
    select p.user_id from unnest(people) p
  ),
  barred as (
    select x.user_id, x.activity_id from exclusions x where x.user_id = any (subject)
  ),
  differing as materialized (
    select
      coalesce(a.user_id, h.user_id) as user_id,
      coalesce(a.activity_id, h.activity_id) as activity_id,
      h.state, h.was, h.batch_id,
      h.on_leaving as held_on_leaving,
      a.on_leaving as asked_on_leaving,
      b.user_id is not null as is_excluded,
      coalesce(a.user_id, p.user_id) is not null as is_active
    from asked a
    full join held h on h.user_id = a.user_id and h.activity_id = a.activity_id
    left join active p on p.user_id = h.user_id
    left join barred b on b.user_id = h.user_id and b.activity_id = h.activity_id
    where case
      when a.user_id is null then h.state = 1 or (h.state = 2 and b.user_id is not null)
      else h.state is distinct from 1 or h.on_leaving <> a.on_leaving
    end
  ),
  begun as (
    select p.user_id, p.activity_id, p.started_at from progress p where p.user_id = any (subject)
  ),
  done as (
    select distinct c.user_id, c.activity_id from valid_completions c where c.user_id = any (subject)
  ),
  decided as (
    select d.user_id, d.activity_id, d.state, d.held_on_leaving,
      step(d.state, d.was, d.held_on_leaving, d.asked_on_leaving is not null, d.is_excluded,
        case when t.batch_id is null then b.user_id is not null else b.started_at >= t.at and not t.withdraw_started end,
        c.user_id is not null, case when t.batch_id is null then 0 when d.is_active then 2 else 3 end) as next,
      coalesce(d.asked_on_leaving, d.held_on_leaving) as on_leaving
    from differing d
    left join batches_taken_back t on t.batch_id = d.batch_id and d.asked_on_leaving is null
    left join begun b on b.user_id = d.user_id and b.activity_id = d.activity_id
    left join done c on c.user_id = d.user_id and c.activity_id = d.activity_id
    where d.is_active or t.batch_id is not null
  )
  select user_id, activity_id, state, next, on_leaving
  from decided
  where next is distinct from state or on_leaving <> held_on_leaving;
end
$function$;

CREATE OR REPLACE FUNCTION engine.due_in_activity(activity integer, subject integer[], ending integer)
 RETURNS TABLE(user_id integer, activity_id integer, state smallint, next smallint, on_leaving smallint)
 LANGUAGE plpgsql
 STABLE
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_nestloop TO 'off'
AS $function$
declare
  led record;
  has_units boolean;
  has_rules boolean;
  by_name boolean;
  today date := academy_today();
  people int[];
  asked smallint[];
begin
  select * into led from leading_to(activity);
  has_units := cardinality(led.keep) + cardinality(led.unless_started) + cardinality(led.withdraw) > 0;
  has_rules := cardinality(led.ruling) > 0;
  by_name := cardinality(led.held) > 0 or exists (select from memberships m where m.audience_id = any (led.lists));
  select array_agg(p.user_id), array_agg(p.on_leaving) into people, asked
  from (
    select p.user_id,
      greatest(
        nullif(led.everyone, 0),
        case
          when not has_units then null
          when p.audience_ids && led.keep then 3
          when p.audience_ids && led.unless_started then 2
          when p.audience_ids && led.withdraw then 1
        end,
        case when has_rules then (
          select max(r.on_leaving) from unnest(led.ruling) r where matches(p.audience_ids, p.added_on, r, today)
        ) end
      )::smallint as on_leaving
    from profiles p
    where p.user_id = any (subject)
  ) p;
  -- None of them ever was in it or is excluded, as where something begins to lead: whoever it leads there comes in. A sixth of a
  -- link's work.
  if not by_name
    and not exists (select from enrollments e where e.activity_id = activity and e.user_id = any (subject))
    and not exists (select from exclusions x where x.activity_id = activity and x.user_id = any (subject))
  then
    return query
    select p.user_id, activity, null::smallint, 1::smallint, p.on_leaving
    from unnest(people, asked) as p (user_id, on_leaving)
    where p.on_leaving is not null;
    return;
  end if;
  return query
  with listed as materialized (
    -- Each list by its own index: by that of the users, everything else that they are in is passed on the way.
    select m.user_id, max(l.on_leaving) as on_leaving
    from unnest(led.lists, led.lists_leaving) as l (audience_id, on_leaving)
    cross join lateral (
      select m.user_id from memberships m where m.audience_id = l.audience_id and m.user_id = any (subject) offset 0
    ) m
    where by_name
    group by m.user_id
    union all
    select m.user_id, max(h.on_leaving)
    from unnest(led.held, led.held_leaving) as h (rule_id, on_leaving)
    join held_matches m on m.rule_id = h.rule_id and m.user_id = any (subject)
    group by m.user_id
  ),
  joined as materialized (
    select l.user_id, max(l.on_leaving) as on_leaving from listed l group by l.user_id
  ),
  profiled as materialized (
    select p.user_id, p.on_leaving from unnest(people, asked) as p (user_id, on_leaving)
  ),
  held as materialized (
    select e.user_id, e.state, e.was, e.on_leaving, e.batch_id from enrollments e where e.activity_id = activity and e.user_id = any (subject)
  ),
  barred as materialized (
    select x.user_id from exclusions x where x.activity_id = activity and x.user_id = any (subject)
  ),
  present as (
    select coalesce(p.user_id, h.user_id) as user_id, p.user_id is not null as is_active,
      h.state, h.was, h.batch_id, h.on_leaving as held_on_leaving, x.user_id is not null as is_excluded,
      case when x.user_id is null then greatest(p.on_leaving, case when p.user_id is not null then l.on_leaving end)::smallint end as asked_on_leaving
    from profiled p
    full join held h on h.user_id = p.user_id
    left join joined l on l.user_id = coalesce(p.user_id, h.user_id)
    left join barred x on x.user_id = coalesce(p.user_id, h.user_id)
  ),
  differing as materialized (
    select * from present pr
    where case
      when pr.asked_on_leaving is null then pr.state in (1, 2) or (pr.state = 3 and ending = 2)
      else pr.state is distinct from 1 or pr.held_on_leaving <> pr.asked_on_leaving
    end
  ),
  begun as materialized (
    select b.user_id, b.started_at from progress b where b.activity_id = activity and b.user_id = any (subject)
  ),
  done as materialized (
    select distinct v.user_id from valid_completions v where v.activity_id = activity and v.user_id = any (subject)
  ),
  taken_back as materialized (
    select * from batches_taken_back
  ),
  decided as (
    select d.user_id, d.state, d.held_on_leaving,
      step(d.state, d.was, d.held_on_leaving, d.asked_on_leaving is not null, d.is_excluded,
        case when t.batch_id is null then b.user_id is not null else b.started_at >= t.at and not t.withdraw_started end,
        c.user_id is not null,
        case
          when t.batch_id is not null then case when d.is_active then 2 else 3 end
          when due_in_activity.ending = 1 then 1
          else 0
        end) as next,
      coalesce(d.asked_on_leaving, d.held_on_leaving) as on_leaving
    from differing d
    left join taken_back t on t.batch_id = d.batch_id and d.asked_on_leaving is null and (d.state = 1 or due_in_activity.ending = 2)
    left join begun b on b.user_id = d.user_id
    left join done c on c.user_id = d.user_id
    where d.is_active or t.batch_id is not null
  )
  select d.user_id, activity, d.state, d.next, d.on_leaving
  from decided d
  where d.next is distinct from d.state or d.on_leaving <> d.held_on_leaving;
end
$function$;

CREATE OR REPLACE FUNCTION engine.edited_outside(of_batch bigint, of_fact text, since bigint, columns text[])
 RETURNS integer[]
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce(array_agg(c.key), '{}') from outside_entries(of_batch, of_fact, since) c where c.before is not null and c.after ?| columns
$function$;

CREATE OR REPLACE FUNCTION engine.end_of_range(after integer, users integer)
 RETURNS integer
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce((select u.id | 1023 from users u where u.id > after order by u.id offset users - 1 limit 1), 2147483647)
$function$;

CREATE OR REPLACE FUNCTION engine.entries_about(of_users integer[], of_batches bigint[])
 RETURNS SETOF changes
 LANGUAGE sql
 STABLE
AS $function$
  select c.id, c.batch_id, c.fact, c.key, c.before, c.after, c.user_ids & of_users
  from changes c
  where c.batch_id = any (of_batches)
    and (c.fact not in ('users', 'grants', 'exclusions', 'completions', 'progress') or c.key = any (of_users)
      or (c.fact = 'users' and coalesce(c.after, c.before) ?| array['manager_id', 'status']))
    and (c.user_ids is null or c.user_ids && of_users)
$function$;

CREATE OR REPLACE FUNCTION engine.explain(subject integer[], activities integer[])
 RETURNS TABLE(user_id integer, activity_id integer, assignment_id integer, kind integer, object_id integer, object_name text, through_id integer, through_name text, since timestamp with time zone, by_id integer, by_name text, held_since timestamp with time zone)
 LANGUAGE plpgsql
 STABLE
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
declare
  people profiles[] := array(select p from profiles p where p.user_id = any (subject));
  in_few boolean := coalesce(cardinality(activities) <= 10, false);
begin
  return query
  with cause as materialized (
    select w.user_id, w.activity_id, w.assignment_id, a.audience_id, a.target_id, a.created_at, a.batch_id,
      case audience_kind(a.audience_id)
        when 1 then 'company_id' when 2 then 'department_id' when 3 then 'department_id'
        when 7 then 'language' when 9 then 'manager_id' when 10 then 'manager_id'
      end as fact
    from (
      select * from wanted_in(people, activities) where in_few
      union all
      select * from wanted_by_few(people) w
      where not in_few and are_few(people) and (activities is null or w.activity_id = any (activities))
      union all
      select * from wanted(people) w
      where not in_few and not are_few(people) and (activities is null or w.activity_id = any (activities))
    ) w
    cross join lateral (select * from assignments a where a.id = w.assignment_id offset 0) a
  ),
  -- Asked once per user and audience, not per cause: one audience often leads to many activities.
  belonging as materialized (
    select d.user_id, d.audience_id, audience_name(d.audience_id) as name, h.since as held_since,
      coalesce(m.batch_id, j.batch_id) as batch_id,
      case
        when audience_kind(d.audience_id) = 11 then null
        else coalesce(m.since, said.at, (
          select u.added_on::timestamp at time zone academy.time_zone from users u cross join academy where u.id = d.user_id
        ))
      end as since
    from (select distinct c.user_id, c.audience_id, c.fact from cause c) d
    left join memberships m on m.user_id = d.user_id and m.audience_id = d.audience_id
    left join holds h on audience_kind(d.audience_id) = 11 and h.rule_id = audience_object(d.audience_id)
    left join lateral (
      select c.batch_id
      from changes c
      where d.fact is not null and c.fact = 'users' and c.key = d.user_id and c.after ? d.fact
      order by c.id desc limit 1
    ) j on true
    left join lateral (select b.at from batches b where b.id = j.batch_id offset 0) said on true
  )
  select c.user_id, c.activity_id, c.assignment_id, audience_kind(c.audience_id), audience_object(c.audience_id), b.name,
    q.id, q.name,
    greatest(c.created_at, coalesce(b.since, (
      select e.changed_at from enrollments e where e.user_id = c.user_id and e.activity_id = c.activity_id
    ))),
    author.id, author.name, b.held_since
  from cause c
  join belonging b on b.user_id = c.user_id and b.audience_id = c.audience_id
  left join qualifications q on q.id = c.target_id and audience_kind(c.audience_id) <> 15
  left join batches act on act.id = case when b.since > c.created_at and b.batch_id is not null then b.batch_id else c.batch_id end
  left join users author on author.id = act.author_id
  order by c.user_id, c.activity_id, c.audience_id, c.assignment_id;
end
$function$;

CREATE OR REPLACE FUNCTION engine.facts_of(batch bigint)
 RETURNS integer
 LANGUAGE plpgsql
 STABLE
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  return (
    select coalesce(sum(coalesce(cardinality(c.user_ids), 1)), 0)
    from changes c
    where c.batch_id = batch and c.fact <> 'held_matches'
  );
end
$function$;

CREATE OR REPLACE FUNCTION engine.first_list()
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select 12 << 27 $function$;

CREATE OR REPLACE FUNCTION engine.fold_message_tallies()
 RETURNS void
 LANGUAGE sql
AS $function$
  with gone as (
    delete from message_tallies t
    where t.state in (select m.state from message_tallies m group by m.state having count(*) > 1)
    returning t.state, t.n
  )
  insert into message_tallies (state, n)
  select g.state, sum(g.n) from gone g group by g.state having sum(g.n) <> 0
$function$;

CREATE OR REPLACE FUNCTION engine.fold_tallies()
 RETURNS void
 LANGUAGE sql
AS $function$
  with gone as (
    delete from member_tallies t
    where t.audience_id in (select m.audience_id from member_tallies m group by m.audience_id having count(*) > 1)
    returning t.audience_id, t.n
  )
  insert into member_tallies (audience_id, n)
  select g.audience_id, sum(g.n) from gone g group by g.audience_id having sum(g.n) <> 0;
  with gone as (
    delete from participant_tallies t
    where t.activity_id in (select m.activity_id from participant_tallies m group by m.activity_id having count(*) > 1)
    returning t.activity_id, t.n
  )
  insert into participant_tallies (activity_id, n)
  select g.activity_id, sum(g.n) from gone g group by g.activity_id having sum(g.n) <> 0;
$function$;

CREATE OR REPLACE FUNCTION engine.follow_outside(batch bigint, of_fact text, since bigint)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  archived int[] := edited_outside(batch, of_fact, since, '{archived}');
begin
  case of_fact
  when 'users' then
    perform owe_outside(batch, array(
      with told as materialized (select * from outside_entries(batch, of_fact, since))
      select t.key from told t
      union
      select (t.before ->> 'manager_id')::int from told t
      union
      select (t.after ->> 'manager_id')::int from told t
      union
      select u.manager_id from users u where u.id = any (edited_outside(batch, of_fact, since, '{status}'))
      union
      select b.user_id from reports_below(edited_outside(batch, of_fact, since, '{manager_id}')) b
    ), '{}');
  when 'memberships' then
    perform owe_outside(batch, array(
      select u from outside_entries(batch, of_fact, since) t cross join lateral unnest(t.user_ids) u where audience_kind(t.key) not in (12, 13, 14)
    ), '{}');
    perform owe_lists_outside(batch, array_agg(audience_object(t.key)), array_agg(u))
    from outside_entries(batch, of_fact, since) t cross join lateral unnest(t.user_ids) u
    where audience_kind(t.key) in (12, 13, 14);
  when 'exclusions' then
    perform owe_lists_outside(batch, array_agg((coalesce(t.before, t.after) ->> 'activity_id')::int), array_agg(t.key))
    from outside_entries(batch, of_fact, since) t;
  when 'grants', 'completions' then
    perform owe_outside(batch, array(select t.key from outside_entries(batch, of_fact, since) t), '{}');
  when 'companies' then
    perform settle_archives_outside(batch, array(select audience(1, unnest(archived))));
  when 'departments' then
    perform settle_archives_outside(batch, array(select audience(kind, unnest(archived)) from (values (2), (3)) as k (kind)));
    perform owe_outside(batch, array(
      select b.user_id from people_in_or_below(edited_outside(batch, of_fact, since, '{parent_id,company_id}')) b
    ), '{}');
  when 'teams' then
    perform settle_archives_outside(batch, array(select audience(4, unnest(archived))));
  when 'job_functions' then
    perform settle_archives_outside(batch, array(select audience(5, unnest(archived))));
  when 'groups' then
    perform settle_archives_outside(batch, array(select audience(6, unnest(archived))));
  when 'target_activities' then
    perform owe_outside(batch, '{}', array(
      select (coalesce(t.before, t.after) ->> 'activity_id')::int from outside_entries(batch, of_fact, since) t
    ));
  when 'assignments' then
    perform owe_outside(batch, '{}', array(
      select c.activity_id
      from outside_entries(batch, of_fact, since) t
      left join assignments a on a.id = t.key
      join target_activities c on c.target_id in (a.target_id, (t.before ->> 'target_id')::int, (t.after ->> 'target_id')::int)
    ));
  when 'learning_activities' then
    perform owe_outside(batch, '{}', edited_outside(batch, of_fact, since, '{on_leaving,archived,valid_months}'));
  when 'qualifications' then
    perform owe_outside(batch, '{}', array(select c.activity_id from target_activities c where c.target_id = any (archived)));
  when 'rules' then
    perform settle_rules_outside(batch, array(select t.key from outside_entries(batch, of_fact, since) t), since);
  when 'academy' then
    perform owe_outside(batch, '{}', array(
      select a.id from learning_activities a where edited_outside(batch, of_fact, since, '{on_leaving}') <> '{}'
    ));
    perform owe_outside(batch, array(
      select c.user_id
      from outside_entries(batch, of_fact, since) t
      cross join lateral (values ((t.before ->> 'today')::date, (t.after ->> 'today')::date)) as d (was, today)
      cross join lateral users_crossing(least(d.was, d.today), greatest(d.was, d.today)) c
      where d.was <> d.today
    ), '{}');
  end case;
  update batches
  set work = (select count(*) from dirty_users d where d.batch_id = batch)
    + (select count(*) from column_jobs j where j.batch_id = batch)
    + (select count(*) from column_chunks c where c.batch_id = batch)
  where id = batch;
end
$function$;

CREATE OR REPLACE FUNCTION engine.goes_out(m messages)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select u.status = 'active' and case m.kind
    when 'enrolled' then exists (select from message_activities a where a.message_id = m.id and a.is_owed)
    -- Somebody who chose a password since does not need to be invited to.
    when 'invitation' then not exists (
      select from credentials c where c.user_id = m.user_id and c.changed_at > m.created_at
    )
    else true
  end
  from users u where u.id = m.user_id
$function$;

CREATE OR REPLACE FUNCTION engine.holders_of(qualification integer, most integer)
 RETURNS TABLE(user_id integer)
 LANGUAGE plpgsql
 STABLE
AS $function$
#variable_conflict use_column
declare
  today date := academy_today();
  led int[] := array(select l.audience_id from leading_assignments l where l.target_id = qualification);
  ruling int[] := array(select audience_object(a) from unnest(led) a where audience_kind(a) = 11);
  members int[] := array(select p.user_id from profiles p where p.audience_ids && led limit most);
begin
  if cardinality(members) = most then
    return query select unnest(members);
    return;
  end if;
  return query
  select unnest(members)
  union
  (
    select m.user_id from memberships m join profiles p on p.user_id = m.user_id
    where m.audience_id = audience(15, qualification) limit most
  )
  union
  (
    select p.user_id
    from rules r
    join profiles p on matches(p.audience_ids, p.added_on, r, today)
    left join holds h on h.rule_id = r.id
    where r.id = any (ruling) and h.rule_id is null
    limit most
  )
  union
  (select m.user_id from held_matches m join profiles p on p.user_id = m.user_id where m.rule_id = any (ruling) limit most)
  limit most;
end
$function$;

CREATE OR REPLACE FUNCTION engine.is_unit(audience_id integer)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select audience_id >= audience(1, 0) and audience_id < audience(7, 0) $function$;

create aggregate engine.joined(integer[]) (sfunc = array_cat, stype = integer[]);

CREATE OR REPLACE FUNCTION engine.key_things()
 RETURNS TABLE(fact text, kind text)
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  values ('academy', 'academy'), ('companies', 'company'), ('departments', 'department'), ('teams', 'team'),
    ('job_functions', 'function'), ('groups', 'group'), ('users', 'user'), ('grants', 'user'), ('exclusions', 'user'),
    ('completions', 'user'), ('progress', 'user'), ('learning_activities', 'activity'),
    ('learning_activity_texts', 'activity'), ('qualifications', 'qualification'), ('rules', 'rule'), ('holds', 'rule')
$function$;

CREATE OR REPLACE FUNCTION engine.kind_of_event(kind smallint)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select kind_of_move(nullif(kind >> 2, 0)::smallint, (kind & 3)::smallint)
$function$;

CREATE OR REPLACE FUNCTION engine.kind_of_move(state smallint, next smallint)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case
    when next = 1 and state is null then 'enrolled'
    when next = 1 and state = 3 then 'resumed'
    when next = 1 then 'required-again'
    when next = 2 then 'kept'
    else 'withdrawn'
  end
$function$;

CREATE OR REPLACE FUNCTION engine.leading_to(activity integer, OUT everyone integer, OUT keep integer[], OUT unless_started integer[], OUT withdraw integer[], OUT lists integer[], OUT lists_leaving smallint[], OUT ruling rules[], OUT held integer[], OUT held_leaving smallint[])
 RETURNS record
 LANGUAGE sql
 STABLE
AS $function$
  with lead as (
    select l.audience_id, max(l.on_leaving) as on_leaving from leads l where l.activity_id = activity group by l.audience_id
  ),
  by_audience as (
    select
      coalesce(max(l.on_leaving) filter (where l.audience_id = 0), 0)::int as everyone,
      coalesce(array_agg(l.audience_id order by l.audience_id) filter (where l.on_leaving = 3 and l.audience_id < first_list()), '{}') as keep,
      coalesce(array_agg(l.audience_id order by l.audience_id) filter (where l.on_leaving = 2 and l.audience_id < first_list()), '{}') as unless_started,
      coalesce(array_agg(l.audience_id order by l.audience_id) filter (where l.on_leaving = 1 and l.audience_id < first_list()), '{}') as withdraw,
      coalesce(array_agg(l.audience_id order by l.audience_id) filter (where l.audience_id >= first_list()), '{}') as lists,
      coalesce(array_agg(l.on_leaving order by l.audience_id) filter (where l.audience_id >= first_list()), '{}') as lists_leaving
    from lead l
    where audience_kind(l.audience_id) <> 11
  ),
  by_rule as (
    select
      coalesce(array_agg(jsonb_populate_record(r, jsonb_build_object('on_leaving', l.on_leaving))) filter (where h.rule_id is null), '{}') as ruling,
      coalesce(array_agg(r.id order by r.id) filter (where h.rule_id is not null), '{}') as held,
      coalesce(array_agg(l.on_leaving order by r.id) filter (where h.rule_id is not null), '{}') as held_leaving
    from lead l
    join rules r on r.id = audience_object(l.audience_id)
    left join holds h on h.rule_id = r.id
    where audience_kind(l.audience_id) = 11
  )
  select a.everyone,
    case when a.everyone < 3 then a.keep else '{}' end,
    case when a.everyone < 2 then a.unless_started else '{}' end,
    case when a.everyone < 1 then a.withdraw else '{}' end,
    a.lists, a.lists_leaving, r.ruling, r.held, r.held_leaving
  from by_audience a cross join by_rule r
$function$;

CREATE OR REPLACE FUNCTION engine.links_since(of_activities integer[], since bigint)
 RETURNS TABLE(activity_id integer, assignment_id integer, audience_id integer, target_id integer, created_at timestamp with time zone, ended_id bigint, barred integer[])
 LANGUAGE sql
 STABLE
AS $function$
  with content as materialized (
    select t.target_id, t.activity_id, null::bigint as ended_id
    from target_activities t where t.activity_id = any (of_activities)
    union all
    select c.key, (c.before ->> 'activity_id')::int, c.id
    from changes c
    where c.fact = 'target_activities' and c.after is null and c.id >= since
      and (c.before ->> 'activity_id')::int = any (of_activities)
  ),
  link as (
    select t.activity_id, a.id as assignment_id, a.audience_id, a.target_id, a.created_at, t.ended_id
    from content t join assignments a on a.target_id = t.target_id
    union all
    select t.activity_id, c.key, (c.before ->> 'audience_id')::int, t.target_id,
      (c.before ->> 'created_at')::timestamptz, least(c.id, t.ended_id)
    from changes c join content t on t.target_id = (c.before ->> 'target_id')::int
    where c.fact = 'assignments' and c.after is null and c.id >= since
  )
  select l.*, array_remove(array[
    case when a.archived then 1 end,
    case when q.archived then 2 end,
    case when x.audience_id is not null or r.state in ('draft', 'ended') then 3 end
  ], null)
  from link l
  join learning_activities a on a.id = l.activity_id
  left join qualifications q on q.id = l.target_id
  left join archived_audiences x on x.audience_id = l.audience_id
  left join rules r on audience_kind(l.audience_id) = 11 and r.id = audience_object(l.audience_id)
$function$;

CREATE OR REPLACE FUNCTION engine.lock_buckets(subject integer[])
 RETURNS void
 LANGUAGE sql
AS $function$
  select pg_advisory_xact_lock(7, bucket)
  from (select distinct s.user_id >> 10 as bucket from unnest(subject) as s (user_id) order by 1) as ascending
$function$;

CREATE OR REPLACE FUNCTION engine.lock_outside()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'engine', 'pg_temp'
AS $function$
begin
  if tg_argv[1] = 'shared' then
    perform pg_advisory_xact_lock_shared(8, tg_argv[0]::int);
  else
    perform pg_advisory_xact_lock(8, tg_argv[0]::int);
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION engine.many(people profiles[])
 RETURNS SETOF profiles
 LANGUAGE sql
 STABLE STRICT ROWS 2000
AS $function$ select * from unnest(people) $function$;

CREATE OR REPLACE FUNCTION engine.matches(audience_ids integer[], added_on date, query query_int, added_from date, added_to date, within_days integer, after_days integer, today date)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select audience_ids @@ query
    and (added_from is null or added_on >= added_from)
    and (added_to is null or added_on <= added_to)
    and (within_days is null or (added_on > today - within_days and added_on <= today))
    and (after_days is null or added_on <= today - after_days)
$function$;

CREATE OR REPLACE FUNCTION engine.matches(audience_ids integer[], added_on date, rule rules, today date)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select matches(
    audience_ids, added_on,
    (rule).query, (rule).added_from, (rule).added_to, (rule).within_days, (rule).after_days, today
  )
$function$;

CREATE OR REPLACE FUNCTION engine.matches_of(rule rules, moving integer[])
 RETURNS TABLE(user_id integer)
 LANGUAGE plpgsql
 STABLE
AS $function$
#variable_conflict use_column
declare
  today date := academy_today();
begin
  return query
  select p.user_id
  from profiles p
  left join (select distinct unnest(moving) as user_id) m on m.user_id = p.user_id
  where matches(p.audience_ids, p.added_on, rule, today) and m.user_id is null
  union all
  select f.user_id from profiles_from_facts(moving) f
  where matches(f.audience_ids, f.added_on, rule, today);
end
$function$;

CREATE OR REPLACE FUNCTION engine.members_of(audience integer)
 RETURNS integer
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select coalesce(sum(t.n), 0)::int from member_tallies t where t.audience_id = audience
$function$;

CREATE OR REPLACE FUNCTION engine.members_of(audiences integer[], moving integer[])
 RETURNS TABLE(audience_id integer, user_id integer)
 LANGUAGE plpgsql
 STABLE
AS $function$
#variable_conflict use_column
declare
  today date := academy_today();
begin
  return query
  with asked as materialized (select distinct a.id from unnest(audiences) as a (id)),
  still as materialized (select unnest(moving) as user_id)
  select a.id, p.user_id
  from asked a
  join profiles p on p.audience_ids @> array[a.id]
  left join still s on s.user_id = p.user_id
  where audience_kind(a.id) < 11 and s.user_id is null
  union all
  select a.id, p.user_id
  from asked a
  join rules r on audience_kind(a.id) = 11 and r.id = audience_object(a.id)
  left join holds h on h.rule_id = r.id
  join profiles p on matches(p.audience_ids, p.added_on, r, today)
  left join still s on s.user_id = p.user_id
  where h.rule_id is null and s.user_id is null
  union all
  select a.id, m.user_id
  from asked a
  join held_matches m on audience_kind(a.id) = 11 and m.rule_id = audience_object(a.id)
  join profiles p on p.user_id = m.user_id
  union all
  select a.id, m.user_id
  from asked a
  join memberships m on m.audience_id = a.id
  join profiles p on p.user_id = m.user_id
  where a.id >= first_list();
end
$function$;

CREATE OR REPLACE FUNCTION engine.mend_history(batch bigint, subject integer[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
begin
  perform lock_buckets(subject);
  with told as (
    select t.*
    from (select distinct s.user_id >> 10 as bucket from unnest(subject) as s (user_id)) b
    cross join lateral states_told(b.bucket, b.bucket) t
    where t.user_id = any (subject)
  )
  insert into enrollments (user_id, activity_id, state, on_leaving, was, enrolled_at, changed_at, batch_id)
  select t.user_id, t.activity_id, t.state, academy.on_leaving, last.kind >> 2, began.at, last.at, last.batch_id
  from told t
  join events last on last.id = t.event_id
  cross join lateral (
    select min(v.at) as at
    from events v
    where v.bucket = t.user_id >> 10 and v.user_ids @> array[t.user_id] and v.activity_ids @> array[t.activity_id]
  ) began
  left join enrollments e on e.user_id = t.user_id and e.activity_id = t.activity_id
  cross join academy
  where e.user_id is null and t.state > 0
  order by t.user_id, t.activity_id;
  update enrollments e set state = 3, was = e.state, changed_at = now(), batch_id = batch
  where e.user_id = any (subject) and e.state in (1, 2) and e.user_id not in (select u.id from users u where u.id = any (subject));
  insert into events (batch_id, kind, bucket, user_ids, activity_ids)
  select batch, d.kind, d.user_id >> 10, array_agg(d.user_id order by d.user_id), array[d.activity_id]
  from (
    select e.user_id, e.activity_id, transition(t.state, e.state) as kind
    from enrollments e
    left join (
      select t.*
      from (select distinct s.user_id >> 10 as bucket from unnest(subject) as s (user_id)) b
      cross join lateral states_told(b.bucket, b.bucket) t
    ) t on t.user_id = e.user_id and t.activity_id = e.activity_id
    where e.user_id = any (subject) and t.state is distinct from e.state
  ) d
  group by d.kind, d.user_id >> 10, d.activity_id;
end
$function$;

CREATE OR REPLACE FUNCTION engine.mend_tallies()
 RETURNS void
 LANGUAGE sql
AS $function$
  insert into member_tallies (audience_id, n) select s.audience_id, s.n from short_member_tallies s;
  insert into participant_tallies (activity_id, n) select s.activity_id, s.n from short_participant_tallies s;
$function$;

CREATE OR REPLACE FUNCTION engine.moves_of(batch bigint)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  return (
    select coalesce(jsonb_object_agg(m.kind, m.n), '{}')
    from (
      select kind_of_event(e.kind) as kind, sum(cardinality(e.user_ids) * cardinality(e.activity_ids)) as n
      from events e
      where e.batch_id = batch
      group by 1
    ) m
  );
end
$function$;

CREATE OR REPLACE FUNCTION engine.note_outside()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'engine', 'pg_temp'
AS $function$
declare
  identity text[] := string_to_array(tg_argv[0], ' ');
  personal text[] := case when tg_table_name = 'users' then array['name', 'email', 'employee_number'] else '{}' end;
  written text;
  is_any boolean;
  batch bigint;
  since bigint := coalesce((select max(id) from changes), 0);
begin
  if tg_op = 'INSERT' then
    written := 'select null::jsonb as before, to_jsonb(c) as after from come c';
  elsif tg_op = 'DELETE' then
    written := 'select to_jsonb(g) as before, null::jsonb as after from gone g';
  else
    -- An update that makes another row of it, ends the one and begins the other.
    written := format(
      'select to_jsonb(g) as before, to_jsonb(c) as after from gone g full join come c using (%s) where g.%3$I is null or c.%3$I is null%2$s',
      array_to_string(identity, ', '),
      (select ' or (' || string_agg('g.' || d, ', ') || ') is distinct from (' || string_agg('c.' || d, ', ') || ')'
        from unnest(string_to_array(nullif(tg_argv[1], ''), ' ')) d),
      identity[1]
    );
  end if;
  execute format('select exists (%s)', written) into is_any;
  if not is_any then
    return null;
  end if;
  batch := outside_batch();
  execute format($sql$
    insert into changes (batch_id, fact, key, before, after)
    select $1, $2, case when $2 = 'academy' then 1 else (coalesce(w.after, w.before) ->> $3[1])::int end,
      differing(w.before - $4, w.after - $4, $3), differing(w.after - $4, w.before - $4, $3)
    from (%s) w
  $sql$, written) using batch, tg_table_name, identity, personal;
  if personal <> '{}' then
    execute format($sql$
      insert into personal_changes as present (batch_id, user_id, before, after)
      select $1, w.id, w.before, w.after
      from (
        select (coalesce(w.after, w.before) ->> 'id')::int as id,
          (select jsonb_object_agg(p, w.before -> p) from unnest($2) p where w.before is not null and w.before -> p is distinct from w.after -> p) as before,
          (select jsonb_object_agg(p, w.after -> p) from unnest($2) p where w.after is not null and w.before -> p is distinct from w.after -> p) as after
        from (%s) w
      ) w
      where w.before is not null or w.after is not null
      on conflict (user_id, batch_id) do update set
        before = case when present.before is null then null else excluded.before || present.before end,
        after = case when excluded.after is null then null else coalesce(present.after, '{}') || excluded.after end
    $sql$, written) using batch, personal;
  end if;
  perform follow_outside(batch, tg_table_name, since);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION engine.note_outside_memberships()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'engine', 'pg_temp'
AS $function$
declare
  joined text := 'select * from come';
  ended text := 'select * from gone';
  is_any boolean;
  batch bigint;
  since bigint := coalesce((select max(id) from changes), 0);
begin
  if tg_op = 'INSERT' then
    ended := joined || ' where false';
  elsif tg_op = 'DELETE' then
    joined := ended || ' where false';
  else
    joined := 'select c.* from come c left join gone g using (user_id, audience_id) where g.user_id is null';
    ended := 'select g.* from gone g left join come c using (user_id, audience_id) where c.user_id is null';
  end if;
  execute format('select exists (%s) or exists (%s)', joined, ended) into is_any;
  if not is_any then
    return null;
  end if;
  batch := outside_batch();
  execute format($sql$
    insert into changes (batch_id, fact, key, before, after, user_ids)
    select $1, 'memberships', e.audience_id, jsonb_build_object('since', e.since, 'batch_id', e.batch_id), null::jsonb, array_agg(e.user_id order by e.user_id)
    from (%s) e
    group by e.audience_id, e.batch_id, e.since
    union all
    select $1, 'memberships', j.audience_id, null, '{}'::jsonb, array_agg(j.user_id order by j.user_id)
    from (%s) j
    group by j.audience_id
  $sql$, ended, joined) using batch;
  perform follow_outside(batch, 'memberships', since);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION engine.outside_batch()
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
declare
  batch bigint := nullif(current_setting('muster.outside_batch', true), '');
begin
  if batch is null then
    insert into batches (kind, author, left_to_workers, is_large) values ('academy.outside', 'outside write', true, true) returning id into batch;
    perform set_config('muster.outside_batch', batch::text, true);
    perform pg_notify('muster_bell', 'engine');
  end if;
  return batch;
end
$function$;

CREATE OR REPLACE FUNCTION engine.outside_entries(of_batch bigint, of_fact text, since bigint)
 RETURNS SETOF changes
 LANGUAGE sql
 STABLE
AS $function$
  select * from changes c where c.batch_id = of_batch and c.fact = of_fact and c.id > since
$function$;

CREATE OR REPLACE FUNCTION engine.owe_lists_outside(batch bigint, activities integer[], users integer[])
 RETURNS void
 LANGUAGE sql
AS $function$
  insert into column_chunks (batch_id, activity_id, user_ids)
  select batch, c.activity_id, array_agg(c.user_id order by c.user_id)
  from (
    select l.activity_id, l.user_id, (row_number() over (partition by l.activity_id order by l.user_id) - 1) / 2048 as seq
    from (select distinct * from unnest(activities, users) as pair (activity_id, user_id)) l
  ) c
  group by c.activity_id, c.seq
  order by c.activity_id, c.seq
$function$;

CREATE OR REPLACE FUNCTION engine.owe_outside(batch bigint, users integer[], activities integer[])
 RETURNS void
 LANGUAGE sql
AS $function$
  insert into dirty_users (user_id, batch_id) select distinct u, batch from unnest(users) u where u is not null order by 1;
  insert into column_jobs (batch_id, activity_id) select batch, a from (select distinct unnest(activities)) x (a) where a is not null order by a;
  insert into mail_doubts (user_ids) select users where cardinality(users) > 0;
  select refresh_leads(activities);
$function$;

CREATE OR REPLACE FUNCTION engine.participants_gained(kind smallint)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select (kind & 3 in (1, 2))::int - (kind >> 2 in (1, 2))::int $function$;

CREATE OR REPLACE FUNCTION engine.participants_of(activity integer)
 RETURNS integer
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select coalesce(sum(t.n), 0)::int from participant_tallies t where t.activity_id = activity
$function$;

CREATE OR REPLACE FUNCTION engine.passages(of_users integer[], entries changes[])
 RETURNS TABLE(user_id integer, change_id bigint, batch_id bigint, part text, lost integer[], gained integer[])
 LANGUAGE sql
 STABLE
AS $function$
  with entry as materialized (
    select * from unnest(entries)
  ),
  passage as (
    -- Whoever a batch let in and out of the same again came through nothing; else the last entry says what came of it.
    select m.user_id, m.id, m.batch_id, null as part, m.began, array[m.key] as audience_ids
    from (
      select u.user_id, e.id, e.batch_id, e.key, e.after is not null as began,
        lead(e.id) over same_place is null as is_last, count(*) over (partition by e.batch_id, e.key, u.user_id) as passed
      from entry e
      cross join lateral unnest(e.user_ids) as u (user_id)
      where e.fact = 'memberships'
      window same_place as (partition by e.batch_id, e.key, u.user_id order by e.id)
    ) m
    where m.is_last and m.passed % 2 = 1
    union all
    select e.key, e.id, e.batch_id, null, e.after is not null, array[audience(8, 0)]
    from entry e
    where e.fact = 'grants'
    union all
    select u.id, e.id, e.batch_id, 'below', own.began, array[audience(8, 0)]
    from users u
    join entry e on e.fact = 'users' and e.key <> u.id
    cross join lateral (
      select case
        when (e.after ->> 'manager_id')::int = u.id then true
        when (e.before ->> 'manager_id')::int = u.id then false
        when exists (select from users r where r.id = e.key and r.manager_id = u.id) then e.after ->> 'status' = 'active'
      end as began
    ) own
    where u.id = any (of_users) and own.began is not null
  ),
  change as (
    select e.key as user_id, e.id, e.batch_id, p.part,
      audiences_by(p.part, e.before ->> p.part) as before, audiences_by(p.part, e.after ->> p.part) as after
    from entry e
    cross join lateral jsonb_object_keys(e.before) as p (part)
    where e.fact = 'users' and e.after is not null and e.key = any (of_users)
      and p.part in ('company_id', 'department_id', 'language', 'manager_id')
    union all
    select u.id, e.id, e.batch_id, 'above',
      under_managers((e.before ->> 'manager_id')::int), under_managers((e.after ->> 'manager_id')::int)
    from users u
    join entry e on e.fact = 'users' and e.key <> u.id and audience(10, e.key) = any (under_managers(u.manager_id))
    where u.id = any (of_users) and e.after is not null and e.before ? 'manager_id'
    union all
    select u.id, e.id, e.batch_id, null,
      under_departments((e.before ->> 'parent_id')::int), under_departments((e.after ->> 'parent_id')::int)
    from users u
    join entry e on e.fact = 'departments' and audience(3, e.key) = any (under_departments(u.department_id))
    where u.id = any (of_users) and e.after is not null and e.before ? 'parent_id'
  )
  select p.user_id, p.id, p.batch_id, p.part,
    case when p.began then '{}' else p.audience_ids end, case when p.began then p.audience_ids else '{}' end
  from passage p
  union all
  -- Nobody is their own report, though a loop leads back to them.
  select c.user_id, c.id, c.batch_id, c.part,
    c.before - c.after - audience(10, c.user_id), c.after - c.before - audience(10, c.user_id)
  from change c
$function$;

CREATE OR REPLACE FUNCTION engine.people_in_or_below(of_departments integer[])
 RETURNS TABLE(user_id integer)
 LANGUAGE sql
 STABLE
AS $function$
  with recursive below as (
    select unnest(of_departments) as id
    union
    select d.id from below b join departments d on d.parent_id = b.id
  )
  select u.id from users u where u.department_id in (select id from below)
$function$;

CREATE OR REPLACE FUNCTION engine.plan_activity(activity integer)
 RETURNS integer[]
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  due int[];
  planned int[] := array(
    select d.user_id from dirty_users d
    union all
    select unnest(c.user_ids) from column_chunks c where c.activity_id = activity
  );
begin
  for due in select d.user_ids from due_everywhere_in(activity, '{}') d loop
    planned := planned || due;
  end loop;
  return uniq(sort(planned));
end
$function$;

CREATE OR REPLACE FUNCTION engine.plan_next_job(of_batch bigint, settled interval, chunk integer)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  job column_jobs;
  planned int;
begin
  select j.* into job
  from column_jobs j
  join batches b on b.id = j.batch_id
  where j.batch_id = coalesce(of_batch, j.batch_id) and (b.left_to_workers or b.at <= now() - settled)
  order by j.id limit 1
  for update of j skip locked;
  if not found then
    return null;
  end if;
  perform commit_without_waiting();
  with whole as materialized (
    select plan_activity(job.activity_id) as user_ids
  ),
  chunked as (
    insert into column_chunks as c (batch_id, activity_id, user_ids)
    select job.batch_id, job.activity_id, whole.user_ids[seq * chunk + 1 : (seq + 1) * chunk]
    from whole cross join lateral generate_series(0, (cardinality(whole.user_ids) - 1) / chunk) as seq
    where cardinality(whole.user_ids) > 0
    order by seq
    returning cardinality(c.user_ids) as users
  )
  select coalesce(sum(c.users), 0)::int into planned from chunked c;
  delete from column_jobs where id = job.id;
  update batches set work = work - 1 + (planned + chunk - 1) / chunk where id = job.batch_id;
  return planned;
end
$function$;

CREATE OR REPLACE FUNCTION engine.plan_parts(users integer[], activities integer[], listed jsonb, began jsonb, ended jsonb, joining jsonb, leaving jsonb)
 RETURNS TABLE(kind text, because text, activity_id integer, assignment_ids integer[], user_ids integer[])
 LANGUAGE plpgsql
 STABLE
 SET work_mem TO '64MB'
 SET enable_mergejoin TO 'off'
AS $function$
#variable_conflict use_column
declare
  fresh profiles[] := array(select row(f.user_id, f.added_on, f.audience_ids)::profiles from profiles_from_facts(users) f);
  stored profiles[] := array(select p from profiles p where p.user_id = any (users));
  -- Of very many people on a list the list itself is reason enough.
  on_lists profiles[] := array(
    select p from profiles p
    where p.user_id in (select unnest(l.user_ids) from jsonb_to_recordset(listed) as l (user_ids int[]) except select unnest(users))
    limit 10000
  );
begin
  return query
  with beginning as materialized (
    select * from jsonb_to_recordset(began) as l (audience_id int, activity_id int, assignment_id int)
  ),
  ending_lead as materialized (
    select * from jsonb_to_recordset(ended) as l (audience_id int, activity_id int, assignment_id int)
  ),
  left_behind as materialized (
    select j.audience_id, u.user_id
    from jsonb_to_recordset(leaving) as j (audience_id int, user_ids int[])
    cross join lateral unnest(j.user_ids) as u (user_id)
  ),
  -- Put on a list and taken off it again in the same act.
  taken_off as materialized (
    select l.audience_id, l.user_id
    from left_behind l
    join (select distinct j.audience_id from jsonb_to_recordset(joining) as j (audience_id int)) j on j.audience_id = l.audience_id
    left join memberships m on m.user_id = l.user_id and m.audience_id = l.audience_id
    where m.user_id is null
  ),
  joined as materialized (
    select j.audience_id, u.user_id
    from jsonb_to_recordset(joining) as j (audience_id int, user_ids int[])
    cross join lateral unnest(j.user_ids) as u (user_id)
    left join taken_off o on o.audience_id = j.audience_id and o.user_id = u.user_id
    where o.user_id is null
  ),
  moving as materialized (select unnest(users) as user_id),
  -- Column scope: whoever comes in comes by something that begins, whoever goes is let go by all that led there.
  lead_of as materialized (
    select b.audience_id, b.activity_id, b.assignment_id, true as is_gain from beginning b
    union all
    select e.audience_id, e.activity_id, e.assignment_id, false from ending_lead e
  ),
  -- With one lead there is nobody to ask which it was.
  counted as materialized (
    select l.activity_id, l.is_gain, count(*) as n, array_agg(l.assignment_id order by l.assignment_id) as assignment_ids
    from lead_of l group by 1, 2
  ),
  -- Nor is anybody asked where that is all: of these activities whoever moves stays in arrays, and a million cost a fifth.
  plain as materialized (
    select a.id as activity_id
    from unnest(activities) as a (id)
    where cardinality(users) = 0
      and a.id not in (select l.activity_id from jsonb_to_recordset(listed) as l (activity_id int))
      and not exists (select from counted c where c.activity_id = a.id and c.n > 1)
  ),
  whole as materialized (
    select p.activity_id, d.state, d.next, d.user_ids
    from plain p
    cross join lateral due_everywhere_in(p.activity_id, '{}') d
    where d.next is distinct from d.state
  ),
  move as materialized (
    select p.*, p.next = 1 as is_gain
    from planned(users, array(select unnest(activities) except select p.activity_id from plain p), listed) p
  ),
  -- Row scope: what these users are in by this change, and what they were in before it.
  reached_now as materialized (select * from reached(fresh)),
  reached_before as materialized (
    select * from reached(stored)
    union
    select l.user_id, l.audience_id from left_behind l join moving m on m.user_id = l.user_id
    except
    select j.user_id, j.audience_id from joined j
  ),
  cause_of_mover as (
    select r.user_id, l.activity_id, l.assignment_id, true as is_gain from reached_now r join leads l on l.audience_id = r.audience_id
    union all
    select r.user_id, l.activity_id, l.assignment_id, false
    from reached_before r
    join (
      select audience_id, activity_id, assignment_id from leads
      union
      select audience_id, activity_id, assignment_id from ending_lead
      except
      select audience_id, activity_id, assignment_id from beginning
    ) l on l.audience_id = r.audience_id
  ),
  several as materialized (
    select l.* from lead_of l join counted c on c.activity_id = l.activity_id and c.is_gain = l.is_gain where c.n > 1
  ),
  member as materialized (
    select * from members_of(array(select distinct s.audience_id from several s), users)
  ),
  -- Lists: all that leads there by now, and the lists joined; whoever goes is let go by those left too.
  cause_on_list as (
    select distinct r.user_id, l.activity_id, l.assignment_id, g.is_gain
    from (
      select r.user_id, r.audience_id, false as is_left from reached(on_lists) r
      union
      select j.user_id, j.audience_id, false from joined j
      union
      select b.user_id, b.audience_id, true from left_behind b
    ) r
    join leads l on l.audience_id = r.audience_id
    join (select distinct activity_id from jsonb_to_recordset(listed) as a (activity_id int)) a on a.activity_id = l.activity_id
    join (values (true), (false)) as g (is_gain) on not (r.is_left and g.is_gain)
    left join moving v on v.user_id = r.user_id
    where v.user_id is null
  ),
  cause as (
    select c.user_id, c.activity_id, c.is_gain, array_agg(distinct c.assignment_id order by c.assignment_id) as assignment_ids
    from cause_of_mover c
    group by 1, 2, 3
    union all
    select n.user_id, n.activity_id, n.is_gain, array_agg(distinct n.assignment_id order by n.assignment_id)
    from (
      select m.user_id, s.activity_id, s.is_gain, s.assignment_id
      from several s
      join member m on m.audience_id = s.audience_id
      left join moving v on v.user_id = m.user_id
      where v.user_id is null
      union all
      -- Whoever is put on a list comes in by that, also where something else begins to lead there in the same act.
      select c.user_id, c.activity_id, c.is_gain, c.assignment_id
      from cause_on_list c
      left join counted o on o.activity_id = c.activity_id and o.is_gain = c.is_gain
      where o.activity_id is null or c.is_gain
    ) n
    group by 1, 2, 3
  ),
  explained as (
    select
      kind_of_move(m.state, m.next) as kind,
      case
        when m.is_gain then case when m.ending = 2 and cardinality(w.assignment_ids) = 0 then 'taken-back' end
        when x.user_id is not null then 'excluded'
        when m.ending = 1 then 'by-hand'
        when m.ending = 2 then 'taken-back'
      end as because,
      m.user_id, m.activity_id, w.assignment_ids
    from move m
    left join cause c on c.user_id = m.user_id and c.activity_id = m.activity_id and c.is_gain = m.is_gain
    left join counted o on o.activity_id = m.activity_id and o.is_gain = m.is_gain
    left join moving v on v.user_id = m.user_id
    left join exclusions x on x.user_id = m.user_id and x.activity_id = m.activity_id
    cross join lateral (
      select case
        -- Of what is taken back from somebody inactive, nothing that leads anywhere is the reason.
        when m.ending = 2 and not exists (select from profiles p where p.user_id = m.user_id) then '{}'
        else coalesce(c.assignment_ids, case when v.user_id is null then o.assignment_ids end, '{}')
      end as assignment_ids
    ) w
  ),
  -- Where nobody is in and nobody is excluded, something new meets nobody.
  meeting as materialized (
    select b.*
    from beginning b
    where exists (select from enrollments e where e.activity_id = b.activity_id and e.state = 1)
      or exists (select from exclusions x where x.activity_id = b.activity_id)
  ),
  -- Whom something new reaches, whatever it does for them.
  newly as materialized (
    select b.activity_id, m.user_id, b.assignment_id
    from meeting b
    join members_of(array(select distinct audience_id from meeting), users) m on m.audience_id = b.audience_id
    union
    select b.activity_id, r.user_id, b.assignment_id
    from beginning b
    join reached_now r on r.audience_id = b.audience_id
    union
    select l.activity_id, j.user_id, l.assignment_id
    from joined j
    join leads l on l.audience_id = j.audience_id
    join users p on p.id = j.user_id and p.status = 'active'
    union
    select l.activity_id, r.user_id, l.assignment_id
    from (select * from reached_now except select * from reached_before) r
    join leads l on l.audience_id = r.audience_id
  ),
  unmoved as (
    select case when x.user_id is not null then 'excluded' else 'already' end as kind, n.user_id, n.activity_id,
      array_agg(distinct n.assignment_id order by n.assignment_id) as assignment_ids
    from newly n
    left join exclusions x on x.user_id = n.user_id and x.activity_id = n.activity_id
    left join enrollments e on e.user_id = n.user_id and e.activity_id = n.activity_id and e.state = 1
    left join (
      select m.user_id, m.activity_id from move m
      union all
      select unnest(w.user_ids), w.activity_id from whole w where w.state in (1, 2)
    ) m on m.user_id = n.user_id and m.activity_id = n.activity_id
    where m.user_id is null and (x.user_id is not null or e.user_id is not null)
    group by 1, 2, 3
  ),
  alike as (
    select w.activity_id, w.state, w.next, w.next <> 1 and x.user_id is not null as is_excluded, array_agg(u.user_id) as user_ids
    from whole w
    cross join lateral unnest(w.user_ids) as u (user_id)
    left join exclusions x on x.user_id = u.user_id and x.activity_id = w.activity_id
    group by 1, 2, 3, 4
  )
  -- Sorted at the end: by kind, reason and person at once a million would take seconds.
  select e.kind, e.because, e.activity_id, e.assignment_ids, sort(array_agg(e.user_id))
  from explained e
  group by 1, 2, 3, 4
  union all
  select kind_of_move(a.state, a.next), case when a.is_excluded then 'excluded' end, a.activity_id,
    coalesce(o.assignment_ids, '{}'), sort(a.user_ids)
  from alike a
  left join counted o on o.activity_id = a.activity_id and o.is_gain = (a.next = 1)
  union all
  select u.kind, null, u.activity_id, u.assignment_ids, sort(array_agg(u.user_id))
  from unmoved u
  group by 1, 3, 4;
end
$function$;

CREATE OR REPLACE FUNCTION engine.planned(users integer[], activities integer[], listed jsonb)
 RETURNS TABLE(user_id integer, activity_id integer, state smallint, next smallint, ending integer)
 LANGUAGE plpgsql
 STABLE
 SET work_mem TO '64MB'
AS $function$
#variable_conflict use_column
declare
  people profiles[] := array(
    select row(f.user_id, f.added_on, f.audience_ids)::profiles from profiles_from_facts(users) f where cardinality(users) > 0
  );
begin
  return query
  with marked as materialized (
    select m.user_id, p.user_id is not null as is_active
    from unnest(users) as m (user_id)
    left join unnest(people) p on p.user_id = m.user_id
  ),
  by_list as materialized (
    select distinct on (d.user_id, d.activity_id) d.user_id, d.activity_id, d.state, d.next, l.ending
    from jsonb_to_recordset(listed) as l (activity_id int, user_ids int[], ending int)
    cross join lateral due_in_activity(l.activity_id, l.user_ids, l.ending) d
    left join marked m on m.user_id = d.user_id
    where d.next is distinct from d.state and m.user_id is null
    order by d.user_id, d.activity_id, l.ending desc
  ),
  by_mark as materialized (
    select d.user_id, d.activity_id, d.state, d.next
    from due_for_users(users, people) d
    where d.next is distinct from d.state and cardinality(users) > 0
  ),
  -- After the row scope whoever is active, and not required, may still be kept: by hand that ends too. What it left as the
  -- batch that is taken back had left it, kept or withdrawn, goes back.
  ended as materialized (
    select m.user_id, l.activity_id, e.state, l.ending,
      step(coalesce(d.next, e.state), e.was, e.on_leaving, false, x.user_id is not null,
        g.started_at >= t.at and not t.withdraw_started, c.user_id is not null,
        case when l.ending = 2 and not m.is_active then 3 else l.ending end) as next
    from jsonb_to_recordset(listed) as l (activity_id int, user_ids int[], ending int)
    cross join lateral unnest(l.user_ids) as u (user_id)
    join marked m on m.user_id = u.user_id
    join enrollments e on e.user_id = m.user_id and e.activity_id = l.activity_id
    left join by_mark d on d.user_id = m.user_id and d.activity_id = l.activity_id
    left join batches_taken_back t on t.batch_id = e.batch_id
    left join exclusions x on x.user_id = m.user_id and x.activity_id = l.activity_id
    left join progress g on g.user_id = m.user_id and g.activity_id = l.activity_id
    left join (select distinct v.user_id, v.activity_id from valid_completions v where v.user_id = any (users)) c
      on c.user_id = m.user_id and c.activity_id = l.activity_id
    where case l.ending
      when 1 then m.is_active and coalesce(d.next, e.state) = 2
      when 2 then d.user_id is null and t.batch_id is not null and e.state in (2, 3)
    end
  ),
  moved as (
    select d.user_id, d.activity_id, d.state, d.next from by_mark d
    union all
    select unnest(d.user_ids), a.id, d.state, d.next
    from unnest(activities) as a (id)
    cross join lateral due_everywhere_in(a.id, users) d
    where d.next is distinct from d.state
  ),
  otherwise as materialized (
    select * from by_list
    union all
    select e.user_id, e.activity_id, e.state, e.next, e.ending from ended e
  )
  select m.user_id, m.activity_id, m.state, m.next, 0
  from moved m
  left join otherwise o on o.user_id = m.user_id and o.activity_id = m.activity_id
  where o.user_id is null
  union all
  select o.user_id, o.activity_id, o.state, o.next, o.ending from otherwise o where o.next is distinct from o.state;
end
$function$;

CREATE OR REPLACE FUNCTION engine.possible_anchors(query query_int)
 RETURNS TABLE(audience_ids integer[])
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select sort(c.audience_ids) from clauses(query) c where not c.is_negated
  union
  select array[audience(0, 0)] where not exists (select from clauses(query) c where not c.is_negated)
$function$;

CREATE OR REPLACE FUNCTION engine.profiles_from_facts(subject integer[])
 RETURNS TABLE(user_id integer, added_on date, audience_ids integer[])
 LANGUAGE plpgsql
 STABLE
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
begin
  return query
  with recursive person as materialized (
    select u.id, u.company_id, u.department_id, u.manager_id, u.added_on, l.id as language_id
    from users u
    join languages l on l.code = u.language
    where u.id = any (subject) and u.status = 'active'
  ),
  department as (
    select d.id, d.parent_id from departments d where d.id = any (array(select distinct p.department_id from person p))
  ),
  -- From the parents, who are far fewer.
  parent_above as (
    select distinct parent_id, parent_id as above_id from department where parent_id is not null
    union
    select a.parent_id, d.parent_id
    from parent_above a
    cross join lateral (select d.parent_id from departments d where d.id = a.above_id offset 0) d
    where d.parent_id is not null
  ),
  parent_line as (
    select parent_id, array_agg(audience(3, above_id)) as audience_ids from parent_above group by parent_id
  ),
  branch as (
    select d.id as department_id,
      array[audience(2, d.id), audience(3, d.id)] || (l.audience_ids - audience(3, d.id)) as audience_ids
    from department d
    left join parent_line l on l.parent_id = d.parent_id
  ),
  manager_above as (
    select distinct manager_id, manager_id as above_id from person where manager_id is not null
    union
    select a.manager_id, m.manager_id
    from manager_above a
    cross join lateral (select m.manager_id from users m where m.id = a.above_id offset 0) m
    where m.manager_id is not null
  ),
  line as (
    select manager_id, array[audience(9, manager_id)] || array_agg(audience(10, above_id)) as audience_ids
    from manager_above
    group by manager_id
  ),
  membership as (
    select m.user_id, array_agg(m.audience_id) as audience_ids
    from memberships m
    where m.user_id = any (subject) and m.audience_id < first_list()
    group by m.user_id
  ),
  manager as (
    select r.manager_id as user_id from users r where r.manager_id = any (subject) and r.status = 'active'
    union
    select g.user_id from grants g where g.user_id = any (subject)
  )
  select p.id, p.added_on, sort(
    array[audience(0, 0), audience(0, p.id), audience(1, p.company_id), audience(7, p.language_id)]
    || branch.audience_ids
    || membership.audience_ids
    || case when manager.user_id is not null then array[audience(8, 0)] end
    -- Nobody is their own report, though a loop leads back to them.
    || (line.audience_ids - audience(10, p.id))
  )
  from person p
  left join branch on branch.department_id = p.department_id
  left join line on line.manager_id = p.manager_id
  left join membership on membership.user_id = p.id
  left join manager on manager.user_id = p.id
  order by p.id;
end
$function$;

CREATE OR REPLACE FUNCTION engine.reached(people profiles[])
 RETURNS TABLE(user_id integer, audience_id integer)
 LANGUAGE plpgsql
 STABLE ROWS 30000
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
declare
  today date := academy_today();
  subject int[] := array(select p.user_id from unnest(people) p);
begin
  return query
  select p.user_id, unnest(p.audience_ids)
  from unnest(people) p
  union all
  select m.user_id, m.audience_id
  from memberships m
  where m.user_id = any (subject) and m.audience_id >= first_list()
  union all
  select distinct b.user_id, audience(11, r.id)
  from (select p.user_id, p.added_on, p.audience_ids, unnest(p.audience_ids) as audience_id from many(people) p) b
  join rule_anchors a on a.audience_id = b.audience_id
  join rules r on r.id = a.rule_id
  where matches(b.audience_ids, b.added_on, r, today)
  union all
  select h.user_id, audience(11, h.rule_id)
  from held_matches h
  where h.user_id = any (subject);
end
$function$;

CREATE OR REPLACE FUNCTION engine.reached_by_few(people profiles[])
 RETURNS TABLE(user_id integer, audience_id integer)
 LANGUAGE sql
 STABLE
AS $function$
  select p.user_id, unnest(p.audience_ids)
  from unnest(people) p
  union all
  select m.user_id, m.audience_id
  from unnest(people) p
  cross join lateral (select * from memberships m where m.user_id = p.user_id and m.audience_id >= first_list() offset 0) m
  union all
  select distinct b.user_id, audience(11, r.id)
  from (select p.user_id, p.added_on, p.audience_ids, unnest(p.audience_ids) as audience_id from unnest(people) p) b
  cross join academy
  cross join lateral (select * from rule_anchors a where a.audience_id = b.audience_id offset 0) a
  cross join lateral (select * from rules r where r.id = a.rule_id offset 0) r
  where matches(b.audience_ids, b.added_on, r.query, r.added_from, r.added_to, r.within_days, r.after_days, academy.today)
  union all
  select h.user_id, audience(11, h.rule_id)
  from unnest(people) p
  cross join lateral (select * from held_matches h where h.user_id = p.user_id offset 0) h
$function$;

CREATE OR REPLACE FUNCTION engine.reasons(of_user integer, of_activity integer, of_batches bigint[])
 RETURNS TABLE(batch_id bigint, change_id bigint, part text, began boolean, is_certain boolean, fact text, before jsonb, after jsonb, subject integer, subject_name text, from_id integer, from_name text, to_id integer, to_name text, causes jsonb)
 LANGUAGE plpgsql
 STABLE
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
begin
  return query
  with borne as materialized (
    select b.batch_id, b.change_id, b.part, b.began, b.is_certain,
      coalesce(jsonb_agg(
        jsonb_build_object(
          'assignmentId', b.assignment_id, 'audienceId', b.audience_id, 'name', audience_name(b.audience_id),
          'throughId', q.id, 'throughName', q.name
        ) order by b.audience_id, b.assignment_id
      ) filter (where b.assignment_id is not null), '[]') as causes
    from bearing(array[of_user], array[of_activity], of_batches) b
    left join qualifications q on q.id = b.target_id and audience_kind(b.audience_id) <> 15
    group by b.batch_id, b.change_id, b.part, b.began, b.is_certain
  )
  select b.batch_id, b.change_id, b.part, b.began, b.is_certain, c.fact, c.before, c.after,
    named.subject, audience_name(named.subject), named.from_id, audience_name(named.from_id), named.to_id, audience_name(named.to_id),
    b.causes
  from borne b
  join changes c on c.id = b.change_id
  cross join lateral (
    select
      case
        when c.fact = 'users' and b.part = 'company_id' then 1
        when c.fact = 'users' and b.part = 'department_id' then 2
        when c.fact = 'users' and b.part in ('manager_id', 'above') then 9
        when c.fact = 'departments' and c.before ? 'parent_id' then 2
      end as kind,
      case when c.fact = 'departments' then 'parent_id' when b.part = 'above' then 'manager_id' else b.part end as "column"
  ) told
  cross join lateral (
    select
      case
        when c.fact = 'memberships' then c.key
        when c.fact = 'users' and b.part = 'above' then audience(9, c.key)
        when c.fact in ('holds', 'rules') then audience(11, c.key)
        when c.fact = 'companies' then audience(1, c.key)
        when c.fact = 'departments' then audience(2, c.key)
        when c.fact = 'teams' then audience(4, c.key)
        when c.fact = 'job_functions' then audience(5, c.key)
        when c.fact = 'groups' then audience(6, c.key)
        when c.fact in ('target_activities', 'qualifications') then audience(15, c.key)
      end as subject,
      case
        when b.part = 'language' then (select audience(7, l.id) from languages l where l.code = c.before ->> 'language')
        when told.kind is not null then audience(told.kind, (c.before ->> told."column")::int)
      end as from_id,
      case
        when b.part = 'language' then (select audience(7, l.id) from languages l where l.code = c.after ->> 'language')
        when told.kind is not null then audience(told.kind, (c.after ->> told."column")::int)
      end as to_id
  ) named
  order by b.change_id, b.part;
end
$function$;

CREATE OR REPLACE FUNCTION engine.refresh_anchors(of_rules integer[])
 RETURNS void
 LANGUAGE sql
AS $function$
  with common as materialized (
    select * from common_audiences
  ),
  possible as materialized (
    select r.id as rule_id, p.audience_ids, count(*) over (partition by r.id) as choices
    from rules r
    cross join lateral possible_anchors(r.query) p
    left join holds h on h.rule_id = r.id
    where r.id = any (of_rules) and r.state = 'active' and h.rule_id is null
  ),
  counted as materialized (
    select p.audience_ids,
      case when count(c.audience_id) = cardinality(p.audience_ids) then sum(c.people)
        else greatest(sum(c.people), count_people(p.audience_ids)) end as people
    from (select distinct p.audience_ids from possible p where p.choices > 1) p
    cross join lateral unnest(p.audience_ids) as one (audience_id)
    left join common c on c.audience_id = one.audience_id
    group by p.audience_ids
  ),
  chosen as (
    select distinct on (p.rule_id) p.rule_id, p.audience_ids
    from possible p
    left join counted c on c.audience_ids = p.audience_ids
    order by p.rule_id, c.people, cardinality(p.audience_ids), p.audience_ids
  ),
  fresh as materialized (
    select unnest(c.audience_ids) as audience_id, c.rule_id from chosen c
  ),
  gone as (
    delete from rule_anchors a
    where a.rule_id = any (of_rules)
      and not exists (select from fresh f where f.audience_id = a.audience_id and f.rule_id = a.rule_id)
  )
  insert into rule_anchors select * from fresh on conflict do nothing
$function$;

CREATE OR REPLACE FUNCTION engine.refresh_leads(activities integer[])
 RETURNS TABLE(audience_id integer, activity_id integer, assignment_id integer, began boolean)
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
begin
  return query
  with fresh as materialized (
    select * from leads_from_declarations where activity_id = any (activities)
  ),
  gone as (
    delete from leads l
    where l.activity_id = any (activities) and not exists (
      select from fresh f
      where f.audience_id = l.audience_id and f.activity_id = l.activity_id and f.assignment_id = l.assignment_id
    )
    returning l.audience_id, l.activity_id, l.assignment_id
  ),
  written as (
    insert into leads as l (audience_id, activity_id, assignment_id, on_leaving)
    select f.audience_id, f.activity_id, f.assignment_id, f.on_leaving from fresh f
    on conflict (audience_id, activity_id, assignment_id) do update set on_leaving = excluded.on_leaving
    where l.on_leaving <> excluded.on_leaving
  )
  select g.audience_id, g.activity_id, g.assignment_id, false from gone g
  union all
  select f.audience_id, f.activity_id, f.assignment_id, true
  from fresh f
  where not exists (
    select from leads l
    where l.audience_id = f.audience_id and l.activity_id = f.activity_id and l.assignment_id = f.assignment_id
  );
end
$function$;

CREATE OR REPLACE FUNCTION engine.refresh_outgrown_anchors()
 RETURNS void
 LANGUAGE sql
AS $function$
  with common as materialized (
    select * from common_audiences
  ),
  present as materialized (
    select a.rule_id, array_agg(a.audience_id order by a.audience_id) as audience_ids from rule_anchors a group by a.rule_id
  ),
  choice as (
    select n.rule_id, p.audience_ids = n.audience_ids as is_present, sum(coalesce(c.people, 0)) as people
    from present n
    join rules r on r.id = n.rule_id
    cross join lateral possible_anchors(r.query) p
    cross join lateral unnest(p.audience_ids) as one (audience_id)
    left join common c on c.audience_id = one.audience_id
    where r.query::text like '%&%'
    group by n.rule_id, n.audience_ids, p.audience_ids
  ),
  outgrown as (
    select c.rule_id
    from choice c
    group by c.rule_id
    having min(c.people) filter (where c.is_present) > 2 * min(c.people)
  )
  select refresh_anchors(array(select o.rule_id from outgrown o))
$function$;

CREATE OR REPLACE FUNCTION engine.refresh_profiles(subject integer[])
 RETURNS profiles[]
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
declare
  stored profiles[] := array(select p from profiles p where p.user_id = any (subject) order by p.user_id);
  fresh profiles[] := array(select row(f.user_id, f.added_on, f.audience_ids)::profiles from profiles_from_facts(subject) f);
begin
  if stored = fresh then
    return fresh;
  end if;
  perform tally_members(stored, fresh);
  if cardinality(fresh) < cardinality(subject) then
    delete from profiles p
    where p.user_id in (select unnest(subject) except select f.user_id from unnest(fresh) f);
  end if;
  insert into profiles as p (user_id, added_on, audience_ids)
  select f.user_id, f.added_on, f.audience_ids from unnest(fresh) f order by f.user_id
  on conflict (user_id) do update set added_on = excluded.added_on, audience_ids = excluded.audience_ids
  where p.added_on <> excluded.added_on or p.audience_ids <> excluded.audience_ids;
  return fresh;
end
$function$;

CREATE OR REPLACE FUNCTION engine.reports_below(of_users integer[])
 RETURNS TABLE(user_id integer)
 LANGUAGE sql
 STABLE
AS $function$
  with recursive below as (
    select u.id from users u where u.manager_id = any (of_users)
    union
    select u.id from below b join users u on u.manager_id = b.id
  )
  select id from below
$function$;

CREATE OR REPLACE FUNCTION engine.required_in(activity integer, subject integer[], without integer[] DEFAULT '{}'::integer[])
 RETURNS TABLE(user_id integer)
 LANGUAGE plpgsql
 STABLE
AS $function$
#variable_conflict use_column
declare
  led record;
  every int[];
  lists int[];
  today date := academy_today();
begin
  select * into led from leading_to(activity);
  every := led.keep || led.unless_started || led.withdraw;
  lists := array(select l.id from unnest(led.lists) as l (id) where audience_kind(l.id) <> all (without));
  return query
  select p.user_id
  from profiles p
  left join exclusions x on x.user_id = p.user_id and x.activity_id = activity
  where p.user_id = any (subject) and x.user_id is null and (
    led.everyone > 0
    or p.audience_ids && every
    or exists (select from unnest(led.ruling) r where matches(p.audience_ids, p.added_on, r, today))
    or exists (select from memberships m where m.user_id = p.user_id and m.audience_id = any (lists))
    or exists (select from held_matches m where m.user_id = p.user_id and m.rule_id = any (led.held))
  );
end
$function$;

CREATE OR REPLACE FUNCTION engine.rule_at(of_rule integer, until bigint)
 RETURNS rules
 LANGUAGE sql
 STABLE
AS $function$
  select jsonb_populate_record(r, coalesce(later.was, '{}'))
  from rules r
  cross join lateral (
    select jsonb_object_agg(was.key, was.value order by c.id desc) as was
    from changes c
    cross join lateral jsonb_each(c.before) was
    where c.fact = 'rules' and c.key = r.id and c.id > until and c.after is not null
  ) later
  where r.id = of_rule
$function$;

CREATE OR REPLACE FUNCTION engine.said_of(of_user integer, part text, until bigint)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select case when later.id is null then to_jsonb(u) ->> part else later.said end
  from users u
  left join lateral (
    select c.id, c.before ->> part as said
    from changes c
    where c.fact = 'users' and c.key = u.id and c.id > until and c.before ? part
    order by c.id limit 1
  ) later on true
  where u.id = of_user
$function$;

CREATE OR REPLACE FUNCTION engine.settle_archives_outside(batch bigint, audiences integer[])
 RETURNS void
 LANGUAGE sql
AS $function$
  select owe_outside(batch, '{}', array(
    select c.activity_id
    from assignments a
    join target_activities c on c.target_id = a.target_id
    where a.audience_id = any (audiences)
  ));
  select settle_rules_outside(batch, array(select r.id from rules r where r.audience_ids && audiences), null);
$function$;

CREATE OR REPLACE FUNCTION engine.settle_doubts(most integer)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  doubts int;
  subject int[];
begin
  perform from mail_doubts limit 1;
  if not found then
    return 0;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('muster.composing', 0));
  with taken as (
    delete from mail_doubts where id in (
      select d.id from mail_doubts d order by d.id limit most for update skip locked
    )
    returning user_ids
  )
  select (select count(*) from taken), array(select distinct unnest(t.user_ids) from taken t) into doubts, subject;
  update messages m set in_vain = not goes_out(m)
  where m.id in (
    select w.id
    from messages w
    where w.user_id = any (subject) and w.state in ('kept', 'held', 'due') and w.in_vain = goes_out(w)
    order by w.id
    for update
  );
  return doubts;
end
$function$;

CREATE OR REPLACE FUNCTION engine.settle_rules_outside(batch bigint, of_rules integer[], since bigint)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  to_hold int[] := array(
    select t.rule_id from rules_to_hold t left join holds h on h.rule_id = t.rule_id where t.rule_id = any (of_rules) and h.rule_id is null);
  to_release int[] := array(
    select h.rule_id from holds h where h.rule_id = any (of_rules) and h.rule_id not in (select t.rule_id from rules_to_hold t));
begin
  with matched as materialized (
    select r.id as rule_id, m.user_id
    from rules r
    left join outside_entries(batch, 'rules', since) t on t.key = r.id
    cross join lateral jsonb_populate_record(r, case when t.id is null then '{}' else coalesce(t.before, '{"state": "draft"}') end) as was
    cross join lateral matches_of(was, array(select d.user_id from dirty_users d)) m
    where r.id = any (to_hold) and was.state in ('active', 'paused')
  ),
  held as (
    insert into held_matches (rule_id, user_id) select m.rule_id, m.user_id from matched m order by 1, 2
  )
  insert into changes (batch_id, fact, key, after, user_ids)
  select batch, 'held_matches', m.rule_id, '{}', array_agg(m.user_id order by m.user_id) from matched m group by m.rule_id;
  insert into holds (rule_id, batch_id) select unnest(to_hold), batch;
  with released as (
    delete from held_matches m where m.rule_id = any (to_release) returning m.rule_id, m.user_id
  )
  insert into changes (batch_id, fact, key, before, user_ids)
  select batch, 'held_matches', r.rule_id, '{}', array_agg(r.user_id order by r.user_id) from released r group by r.rule_id;
  delete from holds h where h.rule_id = any (to_release);
  insert into changes (batch_id, fact, key, before, after)
  select batch, 'holds', r, null, jsonb_build_object('rule_id', r) from unnest(to_hold) r
  union all
  select batch, 'holds', r, jsonb_build_object('rule_id', r), null from unnest(to_release) r;
  perform refresh_anchors(of_rules);
  perform owe_outside(batch, '{}', array(
    select c.activity_id
    from assignments a
    join target_activities c on c.target_id = a.target_id
    where audience_kind(a.audience_id) = 11 and audience_object(a.audience_id) = any (of_rules)
  ));
end
$function$;

CREATE OR REPLACE FUNCTION engine.shown_state(state text, in_vain boolean)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select case when in_vain and state in ('kept', 'held', 'due') then 'untrue' else state end
$function$;

CREATE OR REPLACE FUNCTION engine.standing_on(lists jsonb)
 RETURNS TABLE(audience_id integer, activity_id integer, assignment_id integer, state smallint, is_excluded boolean, user_ids integer[])
 LANGUAGE sql
 STABLE
 SET work_mem TO '64MB'
AS $function$
  with given as materialized (
    select leads.audience_id, leads.activity_id, leads.assignment_id, l.user_ids
    from jsonb_to_recordset(lists) as l (audience_id int, user_ids int[])
    join leads on leads.audience_id = l.audience_id
  ),
  member as materialized (
    select g.activity_id, m.user_id from given g cross join lateral unnest(g.user_ids) as m (user_id)
  ),
  held as materialized (
    select activity_id, user_id, e.state, x.user_id is not null as is_excluded
    from (select * from enrollments where activity_id = any (array(select g.activity_id from given g))) e
    full join (select * from exclusions where activity_id = any (array(select g.activity_id from given g))) x
      using (activity_id, user_id)
  ),
  standing as (
    select h.activity_id, h.state, h.is_excluded, array_agg(h.user_id) as user_ids
    from member m join held h on h.activity_id = m.activity_id and h.user_id = m.user_id
    group by 1, 2, 3
  )
  select g.audience_id, g.activity_id, g.assignment_id, s.state, s.is_excluded, s.user_ids
  from given g
  left join standing s on s.activity_id = g.activity_id
$function$;

CREATE OR REPLACE FUNCTION engine.states_told(first_bucket integer, last_bucket integer)
 RETURNS TABLE(user_id integer, activity_id integer, event_id bigint, state smallint)
 LANGUAGE sql
 STABLE
AS $function$
  select l.user_id, l.activity_id, max(l.turn) >> 2, (max(l.turn) & 3)::smallint
  from (
    select p.turn, p.user_id, unnest(p.activity_ids) as activity_id
    from (
      select v.id << 2 | (v.kind & 3) as turn, v.activity_ids, unnest(v.user_ids) as user_id
      from events v where v.bucket between first_bucket and last_bucket
    ) p
  ) l
  group by l.user_id, l.activity_id
$function$;

CREATE OR REPLACE FUNCTION engine.step(state smallint, was smallint, on_leaving smallint, is_wanted boolean, is_excluded boolean, is_started boolean, is_completed boolean, ending integer)
 RETURNS smallint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select (case
    when ending = 3 and was = 1 then 1
    when state in (1, 2) and (is_excluded or (ending = 1 and not is_wanted)) then case when is_completed then 2 else 3 end
    when is_wanted then 1
    when ending in (2, 3) and not is_excluded and was = 2 then 2
    when ending in (2, 3) and not is_excluded and was in (0, 3) then case when is_started or is_completed then 2 else 3 end
    when state = 1 and (is_completed or on_leaving = 3 or (on_leaving = 2 and is_started)) then 2
    when state = 1 then 3
    else state
  end)::smallint
$function$;

CREATE OR REPLACE FUNCTION engine.tally_members(before profiles[], after profiles[])
 RETURNS void
 LANGUAGE sql
AS $function$
  insert into member_tallies (audience_id, n)
  select c.audience_id, sum(c.n)
  from (
    select unnest(b.audience_ids - coalesce(a.audience_ids, '{}')) as audience_id, -1 as n
    from unnest(before) b left join unnest(after) a using (user_id)
    union all
    select unnest(a.audience_ids - coalesce(b.audience_ids, '{}')), 1
    from unnest(after) a left join unnest(before) b using (user_id)
  ) c
  where is_unit(c.audience_id)
  group by c.audience_id
  having sum(c.n) <> 0
$function$;

CREATE OR REPLACE FUNCTION engine.tally_messages()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  case tg_op
    when 'INSERT' then
      insert into message_tallies (state, n)
      select shown_state(c.state, c.in_vain), count(*) from come c group by 1;
    when 'UPDATE' then
      insert into message_tallies (state, n)
      select m.state, sum(m.n)
      from (
        select shown_state(c.state, c.in_vain) as state, 1 as n from come c
        union all
        select shown_state(g.state, g.in_vain), -1 from gone g
      ) m
      group by m.state
      having sum(m.n) <> 0;
    when 'DELETE' then
      insert into message_tallies (state, n)
      select shown_state(g.state, g.in_vain), -count(*) from gone g group by 1;
    when 'TRUNCATE' then
      delete from message_tallies;
  end case;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION engine.thing_name(of_kind text, of_id integer, reader text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  case of_kind
    when 'user' then return coalesce((select u.name from users u where u.id = of_id), '');
    when 'company' then return coalesce((select c.name from companies c where c.id = of_id), '');
    when 'department' then return coalesce((select d.name from departments d where d.id = of_id), '');
    when 'team' then return coalesce((select t.name from teams t where t.id = of_id), '');
    when 'function' then return coalesce((select f.name from job_functions f where f.id = of_id), '');
    when 'group' then return coalesce((select g.name from groups g where g.id = of_id), '');
    when 'activity' then return coalesce(activity_title(of_id, reader), '');
    when 'qualification' then return coalesce((select q.name from qualifications q where q.id = of_id), '');
    when 'rule' then return coalesce((select r.name from rules r where r.id = of_id), '');
    when 'academy' then return coalesce((select academy.name from academy), '');
    else return '';
  end case;
end
$function$;

CREATE OR REPLACE FUNCTION engine.title_activities(ids integer[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  -- Whoever writes of the same one waits, as for a choice of the academy's language: what follows reads what the other wrote.
  lock table activity_titles in row exclusive mode;
  perform from learning_activities a where a.id = any (ids) order by a.id for no key update;
  merge into activity_titles as stored
  using (
    select distinct on (t.activity_id, l.code) t.activity_id, l.code as language, t.title, a.type, a.archived
    from learning_activity_texts t
    join learning_activities a on a.id = t.activity_id
    cross join languages l
    left join academy on true
    where t.activity_id = any (ids)
    order by t.activity_id, l.code, t.language = l.code desc, t.language = academy.language desc, t.language
  ) as due
  on stored.activity_id = due.activity_id and stored.language = due.language
  when not matched then insert values (due.activity_id, due.language, due.title, due.type, due.archived)
  when matched and stored.title <> due.title then update set title = due.title;
  delete from activity_titles stored
  where stored.activity_id = any (ids)
    and not exists (select from learning_activity_texts t where t.activity_id = stored.activity_id);
end
$function$;

CREATE OR REPLACE FUNCTION engine.title_all()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'engine', 'pg_temp'
AS $function$
begin
  lock table activity_titles in share row exclusive mode;
  perform title_activities(array(select a.id from learning_activities a));
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION engine.title_edited()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'engine', 'pg_temp'
AS $function$
begin
  perform title_activities(array(select g.activity_id from gone g union select c.activity_id from come c));
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION engine.title_sorted()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'engine', 'pg_temp'
AS $function$
begin
  update activity_titles stored set type = c.type, archived = c.archived
  from come c
  where stored.activity_id = c.id and (stored.type, stored.archived) is distinct from (c.type, c.archived);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION engine.title_written()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'engine', 'pg_temp'
AS $function$
begin
  perform title_activities(array(select distinct w.activity_id from written w));
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION engine.transition(before smallint, after smallint)
 RETURNS smallint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select (coalesce(before, 0) * 4 + after)::smallint $function$;

CREATE OR REPLACE FUNCTION engine.transitions(of_user integer, of_activity integer, most integer)
 RETURNS TABLE(at timestamp with time zone, kind smallint, batch_id bigint, total integer)
 LANGUAGE sql
 STABLE
AS $function$
  select e.at, e.kind, e.batch_id, count(*) over ()::int
  from events e
  where e.bucket = of_user >> 10 and e.user_ids @> array[of_user] and e.activity_ids @> array[of_activity]
  order by e.id desc
  limit most
$function$;

CREATE OR REPLACE FUNCTION engine.under_departments(of_department integer)
 RETURNS integer[]
 LANGUAGE sql
 STABLE
AS $function$
  with recursive up as (
    select of_department as id where of_department is not null
    union
    select d.parent_id from up join departments d on d.id = up.id where d.parent_id is not null
  )
  select array(select audience(3, id) from up)
$function$;

CREATE OR REPLACE FUNCTION engine.under_managers(of_manager integer)
 RETURNS integer[]
 LANGUAGE sql
 STABLE
AS $function$
  with recursive up as (
    select of_manager as id where of_manager is not null
    union
    select u.manager_id from up join users u on u.id = up.id where u.manager_id is not null
  )
  select array(select audience(10, id) from up)
$function$;

CREATE OR REPLACE FUNCTION engine.users_crossing(day_before date, day date)
 RETURNS TABLE(user_id integer)
 LANGUAGE sql
 STABLE
AS $function$
  with boundary as (
    select distinct edge
    from rules r
    cross join lateral (values (r.within_days), (r.after_days), (case when r.within_days is not null then 0 end)) as b (edge)
    where r.state = 'active' and edge is not null
  )
  select u.id
  from boundary b
  join users u on u.added_on > day_before - b.edge and u.added_on <= day - b.edge
  where u.status = 'active'
  union
  select x.user_id
  from exclusions x
  join completions c on c.user_id = x.user_id and c.activity_id = x.activity_id
  join learning_activities a on a.id = c.activity_id
  where a.valid_months is not null
    and (c.completed_on + make_interval(months => a.valid_months))::date > day_before
    and (c.completed_on + make_interval(months => a.valid_months))::date <= day
$function$;

CREATE OR REPLACE FUNCTION engine.wanted(people profiles[])
 RETURNS TABLE(user_id integer, activity_id integer, assignment_id integer, on_leaving smallint)
 LANGUAGE plpgsql
 STABLE
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
begin
  if are_few(people) then
    return query select * from wanted_by_few(people);
    return;
  end if;
  return query
  select r.user_id, l.activity_id, l.assignment_id, l.on_leaving
  from reached(people) r
  join leads l on l.audience_id = r.audience_id
  left join exclusions x on x.user_id = r.user_id and x.activity_id = l.activity_id
  where x.user_id is null;
end
$function$;

CREATE OR REPLACE FUNCTION engine.wanted_by_few(people profiles[])
 RETURNS TABLE(user_id integer, activity_id integer, assignment_id integer, on_leaving smallint)
 LANGUAGE sql
 STABLE
AS $function$
  select r.user_id, l.activity_id, l.assignment_id, l.on_leaving
  from reached_by_few(people) r
  cross join lateral (select * from leads l where l.audience_id = r.audience_id offset 0) l
  left join lateral (
    select x.user_id from exclusions x where x.user_id = r.user_id and x.activity_id = l.activity_id offset 0
  ) x on true
  where x.user_id is null
$function$;

CREATE OR REPLACE FUNCTION engine.wanted_in(people profiles[], activities integer[])
 RETURNS TABLE(user_id integer, activity_id integer, assignment_id integer, on_leaving smallint)
 LANGUAGE plpgsql
 STABLE ROWS 50
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
declare
  today date := academy_today();
begin
  return query
  with lead as materialized (
    select l.*, audience_kind(l.audience_id) as kind, rule.id as rule_id, rule, hold.rule_id is not null as is_held
    from leads l
    left join rules rule on audience_kind(l.audience_id) = 11 and rule.id = audience_object(l.audience_id)
    left join holds hold on hold.rule_id = rule.id
    where l.activity_id = any (activities)
  )
  select p.user_id, l.activity_id, l.assignment_id, l.on_leaving
  from unnest(people) p
  cross join lead l
  left join exclusions x on x.user_id = p.user_id and x.activity_id = l.activity_id
  where x.user_id is null and case
    when l.kind < 11 then l.audience_id = any (p.audience_ids)
    when l.kind > 11 then exists (select from memberships m where m.user_id = p.user_id and m.audience_id = l.audience_id)
    when l.is_held then exists (select from held_matches h where h.user_id = p.user_id and h.rule_id = l.rule_id)
    else matches(p.audience_ids, p.added_on, l.rule, today)
  end;
end
$function$;

CREATE OR REPLACE FUNCTION engine.was_in(of_user integer, of_audience integer, until bigint)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select case audience_kind(of_audience)
    when 0 then audience_object(of_audience) in (0, of_user)
    when 1 then of_audience = any (audiences_by('company_id', said_of(of_user, 'company_id', until)))
    when 2 then of_audience = any (audiences_by('department_id', said_of(of_user, 'department_id', until)))
    when 3 then of_audience = any (audiences_by('department_id', said_of(of_user, 'department_id', until)))
    when 7 then of_audience = any (audiences_by('language', said_of(of_user, 'language', until)))
    when 8 then exists (select from profiles p where p.user_id = of_user and p.audience_ids @> array[of_audience])
    when 9 then of_audience = any (audiences_by('manager_id', said_of(of_user, 'manager_id', until)))
    when 10 then audience_object(of_audience) <> of_user
      and of_audience = any (audiences_by('manager_id', said_of(of_user, 'manager_id', until)))
    when 11 then exists (
      select from profiles p
      cross join lateral rule_at(audience_object(of_audience), until) as r
      left join holds h on h.rule_id = r.id
      where p.user_id = of_user and case
        when h.rule_id is null then matches(p.audience_ids, p.added_on, r, academy_today())
        else exists (select from held_matches m where m.rule_id = r.id and m.user_id = of_user)
      end
    )
    else coalesce(
      (
        select c.before is not null
        from changes c
        where c.fact = 'memberships' and c.key = of_audience and c.id > until and c.user_ids @> array[of_user]
        order by c.id limit 1
      ),
      exists (select from memberships m where m.user_id = of_user and m.audience_id = of_audience)
    )
  end
$function$;

CREATE OR REPLACE FUNCTION engine.ways(of_user integer, of_activity integer, most integer)
 RETURNS TABLE(assignment_id integer, audience_id integer, audience_name text, through_id integer, through_name text, is_in boolean, audience_archived boolean, through_archived boolean, rule_state text, held_since timestamp with time zone, total integer, counts jsonb)
 LANGUAGE plpgsql
 STABLE
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
declare
  person profiles := (select p from profiles p where p.user_id = of_user);
  today date := academy_today();
begin
  return query
  with way as materialized (
    select a.id as assignment_id, a.audience_id, q.id as through_id, q.name as through_name,
      coalesce(q.archived, false) as through_archived, x.audience_id is not null as audience_archived,
      r, h.since as held_since,
      case
        when r.id is null then a.audience_id = any (person.audience_ids)
          or exists (select from memberships m where m.user_id = of_user and m.audience_id = a.audience_id)
        when h.rule_id is null then matches(person.audience_ids, person.added_on, r, today)
        else exists (select from held_matches m where m.user_id = of_user and m.rule_id = r.id)
      end as is_in
    from target_activities c
    join assignments a on a.target_id = c.target_id
    left join qualifications q on q.id = a.target_id
    left join archived_audiences x on x.audience_id = a.audience_id
    left join rules r on audience_kind(a.audience_id) = 11 and r.id = audience_object(a.audience_id)
    left join holds h on h.rule_id = r.id
    where c.activity_id = of_activity and audience_kind(a.audience_id) not between 12 and 14
  ),
  measured as (
    select w.*, (w.r).state as rule_state,
      w.audience_archived::int + w.through_archived::int
        + coalesce((w.r).state in ('draft', 'ended') or (w.held_since is not null and not w.is_in), false)::int
        + case
          when w.is_in then 0
          when (w.r).id is null then 1
          else (
            select count(*) filter (where (person.audience_ids && c.audience_ids) = c.is_negated)::int
            from clauses((w.r).query) c
          ) + (not matches(array[0], person.added_on, '0', (w.r).added_from, (w.r).added_to, (w.r).within_days, (w.r).after_days, today))::int
        end as missing
    from way w
  ),
  nearest as (
    select * from measured w
    where w.is_in or audience_kind(w.audience_id) > 0
    order by w.missing, w.audience_id, w.assignment_id
    limit most
  ),
  counted as (
    select sum(k.n)::int as total, jsonb_agg(jsonb_build_object('audienceId', k.audience_id, 'n', k.n) order by k.n desc, k.audience_id) as counts
    from (select min(w.audience_id) as audience_id, count(*) as n from way w group by audience_kind(w.audience_id), w.audience_id = 0) k
  )
  select n.assignment_id, n.audience_id, audience_name(n.audience_id),
    case when audience_kind(n.audience_id) <> 15 then n.through_id end,
    case when audience_kind(n.audience_id) <> 15 then n.through_name end,
    n.is_in, n.audience_archived, n.through_archived, n.rule_state, n.held_since, k.total, k.counts
  from counted k
  left join nearest n on true
  order by n.missing, n.audience_id, n.assignment_id;
end
$function$;

CREATE OR REPLACE FUNCTION engine.weight(activity_id integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select hashint4(activity_id) & 16777215 $function$;

create view engine.archived_audiences (
  audience_id integer
); -- its text: the sources

create view engine.batches_taken_back (
  batch_id bigint,
  at timestamp with time zone,
  by_batch_id bigint,
  withdraw_started boolean
); -- its text: the sources

create view engine.change_things (
  change_id bigint,
  batch_id bigint,
  "position" integer,
  kind text,
  id integer
); -- its text: the sources

create view engine.common_audiences (
  audience_id integer,
  people integer
); -- its text: the sources

create view engine.frozen_rules (
  rule_id integer
); -- its text: the sources

create view engine.joinable_audiences (
  audience_id integer
); -- its text: the sources

create view engine.leading_assignments (
  id integer,
  audience_id integer,
  target_id integer,
  on_leaving smallint
); -- its text: the sources

create view engine.leads_from_declarations (
  audience_id integer,
  activity_id integer,
  assignment_id integer,
  on_leaving smallint
); -- its text: the sources

create view engine.message_activities (
  message_id bigint,
  activity_id integer,
  type text,
  title text,
  is_owed boolean
); -- its text: the sources

create view engine.rules_to_hold (
  rule_id integer
); -- its text: the sources

create view engine.short_member_tallies (
  audience_id integer,
  n integer
); -- its text: the sources

create view engine.short_participant_tallies (
  activity_id integer,
  n integer
); -- its text: the sources

create view engine.valid_completions (
  user_id integer,
  activity_id integer,
  completed_on date,
  valid_until date
); -- its text: the sources

CREATE TRIGGER outside_lock_1 BEFORE UPDATE OF on_leaving, today ON academy FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION lock_outside('1', '');
CREATE TRIGGER outside_update AFTER UPDATE ON academy REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('id', 'on_leaving today');
CREATE TRIGGER title_language AFTER INSERT OR UPDATE OF language ON academy FOR EACH STATEMENT EXECUTE FUNCTION title_all();

CREATE TRIGGER outside_delete AFTER DELETE ON assignments REFERENCING OLD TABLE AS gone FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('id', 'audience_id target_id on_leaving');
CREATE TRIGGER outside_insert AFTER INSERT ON assignments REFERENCING NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('id', 'audience_id target_id on_leaving');
CREATE TRIGGER outside_lock_1 BEFORE INSERT OR DELETE OR UPDATE ON assignments FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION lock_outside('1', '');
CREATE TRIGGER outside_update AFTER UPDATE ON assignments REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('id', 'audience_id target_id on_leaving');

CREATE TRIGGER outside_lock_1 BEFORE UPDATE OF archived ON companies FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION lock_outside('1', '');
CREATE TRIGGER outside_update AFTER UPDATE ON companies REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('id', 'archived');

CREATE TRIGGER outside_delete AFTER DELETE ON completions REFERENCING OLD TABLE AS gone FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('id', 'user_id activity_id completed_on');
CREATE TRIGGER outside_update AFTER UPDATE ON completions REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('id', 'user_id activity_id completed_on');

CREATE TRIGGER outside_lock_1 BEFORE UPDATE OF archived ON departments FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION lock_outside('1', '');
CREATE TRIGGER outside_lock_2 BEFORE UPDATE OF parent_id, company_id ON departments FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION lock_outside('2', '');
CREATE TRIGGER outside_update AFTER UPDATE ON departments REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('id', 'company_id parent_id archived');

CREATE TRIGGER outside_delete AFTER DELETE ON exclusions REFERENCING OLD TABLE AS gone FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('user_id activity_id', '');
CREATE TRIGGER outside_insert AFTER INSERT ON exclusions REFERENCING NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('user_id activity_id', '');
CREATE TRIGGER outside_update AFTER UPDATE ON exclusions REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('user_id activity_id', '');

CREATE TRIGGER outside_delete AFTER DELETE ON grants REFERENCING OLD TABLE AS gone FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('user_id audience_id', '');
CREATE TRIGGER outside_insert AFTER INSERT ON grants REFERENCING NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('user_id audience_id', '');
CREATE TRIGGER outside_update AFTER UPDATE ON grants REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('user_id audience_id', '');

CREATE TRIGGER outside_lock_1 BEFORE UPDATE OF archived ON groups FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION lock_outside('1', '');
CREATE TRIGGER outside_update AFTER UPDATE ON groups REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('id', 'archived');

CREATE TRIGGER outside_lock_1 BEFORE UPDATE OF archived ON job_functions FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION lock_outside('1', '');
CREATE TRIGGER outside_update AFTER UPDATE ON job_functions REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('id', 'archived');

CREATE TRIGGER outside_insert AFTER INSERT ON learning_activities REFERENCING NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('id', 'on_leaving valid_months archived');
CREATE TRIGGER outside_lock_1 BEFORE UPDATE OF on_leaving, archived ON learning_activities FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION lock_outside('1', '');
CREATE TRIGGER outside_update AFTER UPDATE ON learning_activities REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('id', 'on_leaving valid_months archived');
CREATE TRIGGER title_update AFTER UPDATE ON learning_activities REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION title_sorted();

CREATE TRIGGER title_delete AFTER DELETE ON learning_activity_texts REFERENCING OLD TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION title_written();
CREATE TRIGGER title_insert AFTER INSERT ON learning_activity_texts REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION title_written();
CREATE TRIGGER title_update AFTER UPDATE ON learning_activity_texts REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION title_edited();

CREATE TRIGGER outside_delete AFTER DELETE ON memberships REFERENCING OLD TABLE AS gone FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside_memberships('', '');
CREATE TRIGGER outside_insert AFTER INSERT ON memberships REFERENCING NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside_memberships('', '');
CREATE TRIGGER outside_update AFTER UPDATE ON memberships REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside_memberships('', '');

CREATE TRIGGER tally_delete AFTER DELETE ON messages REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION tally_messages();
CREATE TRIGGER tally_insert AFTER INSERT ON messages REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION tally_messages();
CREATE TRIGGER tally_truncate AFTER TRUNCATE ON messages FOR EACH STATEMENT EXECUTE FUNCTION tally_messages();
CREATE TRIGGER tally_update AFTER UPDATE ON messages REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION tally_messages();

CREATE TRIGGER outside_lock_1 BEFORE UPDATE OF archived ON qualifications FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION lock_outside('1', '');
CREATE TRIGGER outside_update AFTER UPDATE ON qualifications REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('id', 'archived');

CREATE TRIGGER outside_delete AFTER DELETE ON rules REFERENCING OLD TABLE AS gone FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('id', 'state on_leaving query::text added_from added_to within_days after_days');
CREATE TRIGGER outside_insert AFTER INSERT ON rules REFERENCING NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('id', 'state on_leaving query::text added_from added_to within_days after_days');
CREATE TRIGGER outside_lock_1 BEFORE INSERT OR DELETE OR UPDATE ON rules FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION lock_outside('1', '');
CREATE TRIGGER outside_update AFTER UPDATE ON rules REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('id', 'state on_leaving query::text added_from added_to within_days after_days');

CREATE TRIGGER outside_delete AFTER DELETE ON target_activities REFERENCING OLD TABLE AS gone FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('target_id activity_id', '');
CREATE TRIGGER outside_insert AFTER INSERT ON target_activities REFERENCING NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('target_id activity_id', '');
CREATE TRIGGER outside_lock_1 BEFORE INSERT OR DELETE OR UPDATE ON target_activities FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION lock_outside('1', '');
CREATE TRIGGER outside_update AFTER UPDATE ON target_activities REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('target_id activity_id', '');

CREATE TRIGGER outside_lock_1 BEFORE UPDATE OF archived ON teams FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION lock_outside('1', '');
CREATE TRIGGER outside_update AFTER UPDATE ON teams REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('id', 'archived');

CREATE TRIGGER outside_delete AFTER DELETE ON users REFERENCING OLD TABLE AS gone FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('id', 'company_id department_id language manager_id added_on status');
CREATE TRIGGER outside_insert AFTER INSERT ON users REFERENCING NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('id', 'company_id department_id language manager_id added_on status');
CREATE TRIGGER outside_lock_2 BEFORE UPDATE OF manager_id ON users FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION lock_outside('2', '');
CREATE TRIGGER outside_lock_2_shared BEFORE INSERT OR DELETE OR UPDATE OF company_id, department_id, status, added_on ON users FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION lock_outside('2', 'shared');
CREATE TRIGGER outside_update AFTER UPDATE ON users REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT WHEN (COALESCE(current_setting('muster.batch'::text, true), ''::text) = ''::text) EXECUTE FUNCTION note_outside('id', 'company_id department_id language manager_id added_on status');
