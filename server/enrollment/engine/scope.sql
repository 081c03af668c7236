-- Whom a fact reaches beyond the user it is about. Asked while the structure lock is held, so that nobody moves under it.

create function reports_below(of_users int[]) returns table (user_id int)
language sql stable as $$
  with recursive below as (
    select u.id from users u where u.manager_id = any (of_users)
    union
    select u.id from below b join users u on u.manager_id = b.id
  )
  select id from below
$$;

create function people_in_or_below(of_departments int[]) returns table (user_id int)
language sql stable as $$
  with recursive below as (
    select unnest(of_departments) as id
    union
    select d.id from below b join departments d on d.parent_id = b.id
  )
  select u.id from users u where u.department_id in (select id from below)
$$;
