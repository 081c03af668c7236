-- What was wrong in rows names people, and had been left behind when the rows were deleted.
delete from import_problems where import_id in (
  select i.id from imports i where not exists (select from import_rows r where r.import_id = i.id)
);
