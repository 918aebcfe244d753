-- What shoppers, merchants and persons asked of an order, and by which key. Written before the
-- order's run is asked, which is told the id alone: nothing typed into the engine is a request.
create table requests (
  merchant text not null,
  order_id text not null,
  -- The input's id, rule 19: the same request under the same key has the same.
  id text not null,
  key_id text not null,
  role text not null,
  input jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (merchant, order_id, id),
  foreign key (merchant, order_id) references orders (merchant, id),
  -- Rule 18: a person decides by a key of role ops, and asks for nothing else by it.
  constraint "role/persons-decide" check (
    role = case
      when input ->> 'type' in ('refund_decision', 'attention_decision') then 'ops'
      else 'merchant'
    end
  )
);
