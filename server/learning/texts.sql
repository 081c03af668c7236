-- The text of an activity that somebody of this language reads: theirs, else the academy's, else the first there is.
create function activity_text(of_activity int, reader text) returns learning_activity_texts
language sql stable as $$
  select t
  from learning_activity_texts t
  cross join academy
  where t.activity_id = of_activity
  order by t.language = reader desc, t.language = academy.language desc, t.language
  limit 1
$$;

create function activity_title(of_activity int, reader text) returns text
language sql stable as $$ select (activity_text(of_activity, reader)).title $$;

-- Writes down what readers of each language call these activities (activity_titles). May be repeated.
create function title_activities(ids int[]) returns void
language plpgsql volatile
as $$
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
$$;

create function title_written() returns trigger
language plpgsql volatile security definer set search_path = public, engine, pg_temp
as $$
begin
  perform title_activities(array(select distinct w.activity_id from written w));
  return null;
end
$$;

create function title_edited() returns trigger
language plpgsql volatile security definer set search_path = public, engine, pg_temp
as $$
begin
  perform title_activities(array(select g.activity_id from gone g union select c.activity_id from come c));
  return null;
end
$$;

create function title_all() returns trigger
language plpgsql volatile security definer set search_path = public, engine, pg_temp
as $$
begin
  lock table activity_titles in share row exclusive mode;
  perform title_activities(array(select a.id from learning_activities a));
  return null;
end
$$;

create function title_sorted() returns trigger
language plpgsql volatile security definer set search_path = public, engine, pg_temp
as $$
begin
  update activity_titles stored set type = c.type, archived = c.archived
  from come c
  where stored.activity_id = c.id and (stored.type, stored.archived) is distinct from (c.type, c.archived);
  return null;
end
$$;

create trigger title_insert after insert on learning_activity_texts
  referencing new table as written for each statement execute function title_written();
create trigger title_delete after delete on learning_activity_texts
  referencing old table as written for each statement execute function title_written();
create trigger title_update after update on learning_activity_texts
  referencing old table as gone new table as come for each statement execute function title_edited();
create trigger title_update after update on learning_activities
  referencing new table as come for each statement execute function title_sorted();
create trigger title_language after insert or update of language on academy
  for each statement execute function title_all();
