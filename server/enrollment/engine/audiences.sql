-- An audience is any set of users; its id is kind << 27 | id, so that one int4 names it in an array, in a list and in an
-- assignment. The same encoder stands in audience.ts; a test holds the two equal.

create function audience(kind int, id int) returns int
language sql immutable parallel safe as $$ select kind << 27 | id $$;

create function audience_kind(audience_id int) returns int
language sql immutable parallel safe as $$ select audience_id >> 27 $$;

create function audience_object(audience_id int) returns int
language sql immutable parallel safe as $$ select audience_id & 134217727 $$;

-- Lists (kinds 12 to 15) are joined from memberships and never stand in a profile: rewriting the profiles of 20,000
-- users costs half a second, adding 20,000 memberships a twentieth of it.
create function first_list() returns int
language sql immutable parallel safe as $$ select 12 << 27 $$;

-- The academy's day, in its own time zone.
create function academy_today() returns date
language sql stable parallel safe as $$ select (now() at time zone time_zone)::date from public.academy $$;
