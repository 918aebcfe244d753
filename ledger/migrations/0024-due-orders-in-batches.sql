-- in batches
-- Who moves when an order is due waits for a copy of that order that is not committed yet: so they
-- are copied some at a time. An order that somebody works on is passed over; the trigger of 0023
-- writes its time with that work. What is left is taken by 0024-order-dues-of-before, which on
-- databases of before this file took all.
insert into order_dues (merchant, order_id, due_at)
  select merchant, id, next_due_at from orders
  where next_due_at is not null
    and not exists (
      select from order_dues as copied
      where copied.merchant = orders.merchant and copied.order_id = orders.id
    )
    and not exists (
      select from schema_migrations where name = '0024-order-dues-of-before.sql'
    )
  order by next_due_at limit 20000
  for no key update of orders skip locked
  on conflict (merchant, order_id) do nothing;
