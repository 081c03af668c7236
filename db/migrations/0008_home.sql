-- What *Home* plots, counted over all enrollments: some seconds at twenty million of them, so a worker counts when somebody
-- looks and what stands here is older than ten minutes; screens show what is there, and since when.
create table home_plots (
  id boolean primary key default true check (id),
  asked_at timestamptz not null default now(),
  counted_at timestamptz,
  plots jsonb,
  check ((counted_at is null) = (plots is null))
);
comment on column home_plots.asked_at is 'when somebody last wanted newer ones; later than counted_at: a worker owes them';
