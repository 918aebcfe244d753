-- Where a channel was told to call us back about a number. A call that is repeated says the same,
-- even after the address of this installation was changed: to a channel, other content under the
-- same number is another request.
create table callback_bases (
  -- Our own number of an attempt or of a refund.
  number text primary key,
  base text not null
);
