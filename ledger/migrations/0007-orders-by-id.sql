-- Operations look an order up by its id alone.
create index orders_by_id on orders (id);
