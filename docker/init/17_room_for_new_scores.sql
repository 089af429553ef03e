-- A new version of a row then stays in its page, where vacuum has made room of the last one: else each changed score touches
-- two pages of the table, and after a checkpoint each of them is written to the log whole.
alter table marts.dim_ranking set (fillfactor = 90);
