-- What an entry of the journal is about, as a screen names it: a user, a part of the organisation, an activity, a
-- qualification, a rule or the academy itself. Read from the entry alone, so that it can be told after the fact has ended.

-- The thing behind an audience. Whom only the academy as a whole names (everyone, managers, a language) is the academy.
create function audience_thing(audience_id int) returns text
language sql immutable parallel safe as $$
  select case
    when audience_kind(audience_id) = 0 then case when audience_object(audience_id) = 0 then 'academy' else 'user' end
    when audience_kind(audience_id) between 12 and 14 then 'activity'
    else (array['company', 'department', 'department', 'team', 'function', 'group', 'academy', 'academy', 'user', 'user',
      'rule', null, null, null, 'qualification'])[audience_kind(audience_id)]
  end
$$;

create function audience_thing_id(audience_id int) returns int
language sql immutable parallel safe as $$
  select case when audience_id = 0 or audience_kind(audience_id) in (7, 8) then 1 else audience_object(audience_id) end
$$;

-- Its name now, in the reader's language. In plpgsql it reads one table by a plan that is kept: see audience_name.
create function thing_name(of_kind text, of_id int, reader text) returns text
language plpgsql stable
as $$
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
$$;

-- What a fact's key names by itself.
create function key_things() returns table (fact text, kind text)
language sql immutable parallel safe as $$
  values ('academy', 'academy'), ('companies', 'company'), ('departments', 'department'), ('teams', 'team'),
    ('job_functions', 'function'), ('groups', 'group'), ('users', 'user'), ('grants', 'user'), ('exclusions', 'user'),
    ('completions', 'user'), ('progress', 'user'), ('learning_activities', 'activity'),
    ('learning_activity_texts', 'activity'), ('qualifications', 'qualification'), ('rules', 'rule'), ('holds', 'rule')
$$;

-- One or two things for each entry, the one that matters most first. An entry about the members of an audience names the
-- member when there is one; an edited assignment says neither whose it is nor to what, which is then looked up. Whom a
-- held rule matched is there to take it back by, and is not told.
create view change_things as
select c.id as change_id, c.batch_id, 1 as position, named.kind, c.key as id
from changes c
join key_things() named on named.fact = c.fact
union all
select t.change_id, t.batch_id, t.position, t.kind, t.id
from (
  select c.id as change_id, c.batch_id, nth.position,
    case
      when nth.position = 1 then case c.fact
        when 'memberships' then audience_thing(c.key)
        when 'target_activities' then (select t.kind from targets t where t.id = c.key)
      end
      when c.fact = 'memberships' then 'user'
      when c.fact = 'grants' then audience_thing((coalesce(c.after, c.before) ->> 'audience_id')::int)
      else 'activity'
    end as kind,
    case
      when nth.position = 1 then case c.fact when 'memberships' then audience_thing_id(c.key) else c.key end
      when c.fact = 'memberships' then case when cardinality(c.user_ids) = 1 then c.user_ids[1] end
      when c.fact = 'grants' then audience_thing_id((coalesce(c.after, c.before) ->> 'audience_id')::int)
      else (coalesce(c.after, c.before) ->> 'activity_id')::int
    end as id
  from changes c
  cross join (values (1), (2)) as nth (position)
  where c.fact in ('memberships', 'target_activities', 'grants', 'exclusions', 'completions', 'progress')
) t
where t.kind is not null and t.id is not null
union all
select c.id, c.batch_id, nth.position,
  case when nth.position = 1 then audience_thing(link.audience_id) else (select t.kind from targets t where t.id = link.target_id) end,
  case when nth.position = 1 then audience_thing_id(link.audience_id) else link.target_id end
from changes c
cross join lateral (
  select (coalesce(made.after, made.before) ->> 'audience_id')::int as audience_id,
    (coalesce(made.after, made.before) ->> 'target_id')::int as target_id
  from changes made
  where made.fact = c.fact and made.key = c.key and coalesce(made.after, made.before) ? 'audience_id'
  order by made.id limit 1
) link
cross join (values (1), (2)) as nth (position)
where c.fact = 'assignments';
