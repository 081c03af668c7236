-- What went wrong with a message is said in the reader's language, and the mail server's own words are quoted in it.
alter table messages add column said jsonb;
comment on column messages.said is 'the sentence that is the problem, by its key and what it is about; null where it was written before there was one';
