-- In a transaction of its own, for it reads every order that is due, and keeps no writer waiting.
-- A time that is moved meanwhile is there already, or replaces this one.
insert into order_dues (merchant, order_id, due_at)
  select merchant, id, next_due_at from orders where next_due_at is not null
  on conflict (merchant, order_id) do nothing;
