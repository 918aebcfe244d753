-- outside a transaction
-- Each append moves the column, and an index over it would have all indexes of the row written anew.
drop index concurrently if exists orders_due;
