-- How the channel serves each account, by its answers to our own calls (rule 20). One row for all
-- processes. Written when something changes, and now and then while nothing does.
create table account_health (
  channel text not null,
  account text not null,
  state text not null default 'unchecked',
  since timestamptz not null default clock_timestamp(),
  -- Answers since the last believed one that could not be believed; calls since that no answer came to.
  distrusted integer not null default 0,
  unanswered integer not null default 0,
  last_verified_at timestamptz,
  -- The newest word about something that is wrong; the channel's own words.
  problem_code text,
  problem_message text,
  problem_request_id text,
  problem_verified boolean,
  problem_at timestamptz,
  -- A kind of call that the channel, believed, refuses to this account, until such a call is taken.
  refused_about text,
  refused_since timestamptz,
  -- A signed check was asked for, and when one was made last.
  check_wanted_at timestamptz,
  checked_at timestamptz,
  primary key (channel, account),
  constraint "account-health/states" check (state in ('unchecked', 'healthy', 'distrusted', 'silent'))
);
