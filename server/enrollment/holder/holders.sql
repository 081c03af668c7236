-- The active users who hold a qualification: by whatever leads to it now, or because it was given to them directly, which
-- stays while it is archived. Each once; asked by all their audiences together, for many hold one by several. Of very many
-- only `most`, whoever they are (null: all).
create function holders_of(qualification int, most int) returns table (user_id int)
language plpgsql stable
as $$
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
$$;
