-- A worker of the release before numbers its events within its append. Where an event of the same
-- order is still unnumbered, its number would tell the later event before the earlier one: then this
-- one waits for its number as well, which it gets after the other. What this release writes has no
-- number yet, and is not looked at.
create function event_keeps_sequence() returns trigger language plpgsql as $$
begin
  if exists (
    select from events where merchant = new.merchant and order_id = new.order_id and number < 0
  ) then
    new.number := -nextval('events_arrival');
  end if;
  return new;
end $$;
create trigger events_keep_sequence before insert on events
  for each row when (new.number > 0) execute function event_keeps_sequence();
