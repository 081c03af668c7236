-- A day that lost its format is a bare number in the file, and workbooks of old Macs count days from 1904. The row that names the
-- columns is not always the first: a problem is shown with the numbers that the spreadsheet program shows.
alter table imports
  add column from_1904 boolean not null default false,
  add column header_row int not null default 1;
