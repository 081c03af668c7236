-- Rows and problems of an import are written by the hundred thousand, and looking up their import for each took half of that time.
-- Whoever removes an import removes them.
alter table import_rows drop constraint import_rows_import_id_fkey;
alter table import_problems drop constraint import_problems_import_id_fkey;
