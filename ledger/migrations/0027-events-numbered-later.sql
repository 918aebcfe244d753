-- An append no longer waits for its merchant's row: it writes events unnumbered, and they get their
-- numbers after its commit, in the order of arrival. Until then a number is below zero: minus the
-- arrival, so that the column needs no null, and code of the release before reads it and passes it over.
create sequence events_arrival owned by events.number;
alter table events alter column number set default -nextval('events_arrival');
