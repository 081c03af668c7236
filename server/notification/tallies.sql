-- How a message stands, as it is shown and counted: what waits and would not be sent as things are is *untrue*, whatever it waits for.
create function shown_state(state text, in_vain boolean) returns text
language sql immutable as $$
  select case when in_vain and state in ('kept', 'held', 'due') then 'untrue' else state end
$$;

-- How many messages there are of each state, as rows that are summed: whatever writes messages adds what it changed by, and none waits
-- for another.

create function tally_messages() returns trigger
language plpgsql volatile
as $$
begin
  case tg_op
    when 'INSERT' then
      insert into message_tallies (state, n)
      select shown_state(c.state, c.in_vain), count(*) from come c group by 1;
    when 'UPDATE' then
      insert into message_tallies (state, n)
      select m.state, sum(m.n)
      from (
        select shown_state(c.state, c.in_vain) as state, 1 as n from come c
        union all
        select shown_state(g.state, g.in_vain), -1 from gone g
      ) m
      group by m.state
      having sum(m.n) <> 0;
    when 'DELETE' then
      insert into message_tallies (state, n)
      select shown_state(g.state, g.in_vain), -count(*) from gone g group by 1;
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
