-- What happened to an enrollment, in the product's word: an event's kind is from which state (× 4) to which; see step.sql.
create function kind_of_event(kind smallint) returns text
language sql immutable parallel safe as $$
  select kind_of_move(nullif(kind >> 2, 0)::smallint, (kind & 3)::smallint)
$$;
