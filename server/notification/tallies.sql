-- How many messages there are of each state, as rows that are summed: whatever writes messages adds what it changed by, and none waits
-- for another. What is kept in vain would not be sent, and is not among them.

create function tally_messages() returns trigger
language plpgsql volatile
as $$
begin
  case tg_op
    when 'INSERT' then
      insert into message_tallies (state, n)
      select c.state, count(*) from come c where not (c.state = 'kept' and c.in_vain) group by c.state;
    when 'UPDATE' then
      insert into message_tallies (state, n)
      select m.state, sum(m.n)
      from (
        select c.state, 1 as n from come c where not (c.state = 'kept' and c.in_vain)
        union all
        select g.state, -1 from gone g where not (g.state = 'kept' and g.in_vain)
      ) m
      group by m.state
      having sum(m.n) <> 0;
    when 'DELETE' then
      insert into message_tallies (state, n)
      select g.state, -count(*) from gone g where not (g.state = 'kept' and g.in_vain) group by g.state;
    when 'TRUNCATE' then
      delete from message_tallies;
  end case;
  return null;
end
$$;

create trigger tally_insert after insert on messages
  referencing new table as come for each statement execute function tally_messages();
create trigger tally_update after update on messages
  referencing old table as gone new table as come for each statement execute function tally_messages();
create trigger tally_delete after delete on messages
  referencing old table as gone for each statement execute function tally_messages();
create trigger tally_truncate after truncate on messages for each statement execute function tally_messages();

-- Each row is deleted by one, and whoever deleted it adds it again, in a sum: so it may be done while others add theirs.
create function fold_message_tallies() returns void
language sql volatile as $$
  with gone as (
    delete from message_tallies t
    where t.state in (select m.state from message_tallies m group by m.state having count(*) > 1)
    returning t.state, t.n
  )
  insert into message_tallies (state, n)
  select g.state, sum(g.n) from gone g group by g.state having sum(g.n) <> 0
$$;
