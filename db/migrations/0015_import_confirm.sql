-- Whoever starts an import agrees to the plan as it was shown, and anything else is not done: what they typed need not be kept.
alter table imports drop column confirm;
