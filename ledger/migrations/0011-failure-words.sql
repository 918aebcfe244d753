-- Rule 22: what channels said to a failure, in their own words: free text, so in no fact and no
-- event, but in rows that can be erased. Facts keep the code; who reads joins the words.
create table failure_words (
  merchant text not null,
  order_id text not null,
  -- Our own number of the attempt or refund that failed.
  number text not null,
  -- As its fact says it.
  code text not null,
  words text,
  kept_at timestamptz not null default clock_timestamp(),
  erased_at timestamptz,
  primary key (number, code),
  foreign key (merchant, order_id) references orders (merchant, id)
);
create index failure_words_of_order on failure_words (merchant, order_id);
create index failure_words_to_erase on failure_words (kept_at) where erased_at is null;

-- Apart from the answer: the rules read the answer, and what they read passes through the engine.
alter table channel_answers add column words text;
create index channel_answers_to_erase on channel_answers (answered_at) where words is not null;
