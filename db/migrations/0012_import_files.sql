-- A file is read in pieces: uncompressed, a piece is found without reading what stands before it. It is compressed already.
alter table imports alter column file set storage external;

