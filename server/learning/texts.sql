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
