-- A list of learning activities is in the order of what its reader calls them: their language's title, else the academy's, else
-- the first there is. No index of the texts has that order, so of a hundred thousand all were titled and sorted for the first
-- fifty (2 s). It is written down once for each language instead (texts.sql), with all that a list asks of an activity.
create table activity_titles (
  activity_id int not null,
  language text not null references languages (code),
  title text not null,
  type text not null,
  archived boolean not null,
  primary key (activity_id, language)
);
comment on table activity_titles is 'what readers of each language call a learning activity: follows from its texts';

insert into activity_titles
select distinct on (t.activity_id, l.code) t.activity_id, l.code, t.title, a.type, a.archived
from learning_activity_texts t
join learning_activities a on a.id = t.activity_id
cross join languages l
left join academy on true
order by t.activity_id, l.code, t.language = l.code desc, t.language = academy.language desc, t.language;

create index activity_titles_title on activity_titles (language, title collate "und-x-icu", activity_id) include (type, archived);
create index activity_titles_type on activity_titles (language, type, title collate "und-x-icu", activity_id) include (archived);
