-- Imports: what somebody uploaded, its rows, and what is wrong in them, kept until it is started, discarded or expires.

alter table academy add column key uuid not null default gen_random_uuid();
comment on column academy.key is 'what a template carries, so that its file is recognised here and nowhere else';

alter table batches drop constraint batches_author_check;
alter table batches add constraint batches_author_check
  check (author in ('user', 'setup', 'demo', 'calendar', 'repair', 'outside write', 'feed'));

create table imports (
  id bigint generated always as identity primary key,
  author_id int,
  action text check (
    action in ('enroll', 'unenroll', 'users', 'teams', 'functions', 'groups', 'qualifications', 'completions')
  ),
  file_name text not null,
  file bytea,
  state text not null default 'reading'
    check (state in ('reading', 'refused', 'checking', 'open', 'starting', 'started', 'expired')),
  notify boolean not null default true,
  sheet text,
  other_sheets text[] not null default '{}',
  header jsonb not null default '[]',
  known jsonb not null default '{}',
  columns jsonb not null default '[]',
  ignored text[] not null default '{}',
  row_count int not null default 0,
  hidden_count int not null default 0,
  done int not null default 0,
  refusal jsonb,
  checked jsonb,
  preview_id bigint,
  plan_problem jsonb,
  mails int,
  drift jsonb,
  confirm jsonb,
  batch_id bigint,
  is_told boolean not null default false,
  created_at timestamptz not null default now(),
  touched_at timestamptz not null default now(),
  worker uuid,
  leased_until timestamptz
);
create index imports_open on imports (id) where state not in ('started', 'expired');
create unique index imports_batch on imports (batch_id) where batch_id is not null;
create index imports_untold on imports (id) where state = 'started' and not is_told;
comment on column imports.author_id is 'null: a feed, by the command line';
comment on column imports.header is 'of the file: column, text, and how many marks and days stand below it';
comment on column imports.known is 'what the file itself says of its columns: ids by header';
comment on column imports.columns is 'column, header, what it means for the action, and whether somebody decided that';
comment on column imports.done is 'rows, of the step that is under way';
comment on column imports.preview_id is 'what the good rows would do, as it was planned last';
comment on column imports.mails is 'people whom the plan would have told by mail';
comment on column imports.plan_problem is 'why what the good rows ask for cannot be done at all';
comment on column imports.confirm is 'the numbers that whoever started it agreed to';
comment on column imports.is_told is 'whoever uploaded it was told that it is done, where that took long, or need not be';
comment on column imports.worker is 'who reads, checks or starts it, until leased_until';

create table import_rows (
  import_id bigint not null references imports (id) on delete cascade,
  row int not null,
  marks smallint[] not null,
  cells jsonb not null,
  skipped boolean not null default false,
  primary key (import_id, row)
);
comment on column import_rows.row is 'as the spreadsheet program counts';
comment on column import_rows.marks is 'the columns in which there is just an x';
comment on column import_rows.cells is 'the other texts, by column';

create table import_problems (
  import_id bigint not null references imports (id) on delete cascade,
  row int not null,
  "column" smallint not null,
  kind text not null,
  value text not null,
  about text,
  primary key (import_id, row, "column", kind)
);
create index import_problems_kind on import_problems (import_id, kind, "column", value);
comment on column import_problems."column" is '-1: the row as a whole';
comment on column import_problems.about is 'what it contradicts: a name, or a row';

-- Whom a planned act would add: they are in no table until it is done, and are named by what the plan saw.
create unlogged table preview_newcomers (
  preview_id bigint not null references previews (id) on delete cascade,
  user_id int not null,
  name text not null,
  email text not null,
  employee_number text,
  company_id int not null,
  department_id int,
  primary key (preview_id, user_id)
);
comment on column preview_newcomers.user_id is 'the number by which the plan names them; nobody has it afterwards';

alter table messages drop constraint messages_kind_check;
alter table messages add constraint messages_kind_check check (kind in ('enrolled', 'invitation', 'imported'));
