-- When each order is due next, apart from its row: a poll moves this time and nothing else of the
-- order, and must not rewrite its row with all indexes. The watchdog looks here. No foreign key:
-- orders are never deleted, and a key would lock the order's row.
create table order_dues (
  merchant text not null,
  order_id text not null,
  due_at timestamptz not null,
  primary key (merchant, order_id)
);
create index order_dues_by_time on order_dues (due_at);

-- `orders.next_due_at` is written by appends alone, in the row that they rewrite anyway, and by all
-- of the release before. Whoever writes it, also to the same value, moves the due time here.
create function order_due_follows() returns trigger language plpgsql as $$
begin
  if new.next_due_at is null then
    delete from order_dues where merchant = new.merchant and order_id = new.id;
  else
    insert into order_dues as known (merchant, order_id, due_at)
      values (new.merchant, new.id, new.next_due_at)
      on conflict (merchant, order_id) do update set due_at = excluded.due_at
        where known.due_at <> excluded.due_at;
  end if;
  return null;
end $$;
create trigger orders_due_follows after insert or update of next_due_at on orders
  for each row execute function order_due_follows();

-- A row that is updated stays in its page, and in its indexes, while the page has room and no
-- indexed column changes.
alter table orders set (fillfactor = 75);
alter table attempts set (fillfactor = 75);
