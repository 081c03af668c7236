-- How many batches there are is estimated from a sample, in which the act that built an academy is nearly everything. Whoever then
-- asks for one of the others had all events read for it: the history of a manager's people took minutes where ten thousand
-- small acts followed a large one. One batch in a hundred rows is said instead.
alter table events alter column batch_id set (n_distinct = -0.01);
alter table changes alter column batch_id set (n_distinct = -0.01);
analyze events (batch_id);
analyze changes (batch_id);
