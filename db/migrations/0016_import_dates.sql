-- A day that lost its format is a bare number in the file, and workbooks of old Macs count days from 1904.
alter table imports add column from_1904 boolean not null default false;
