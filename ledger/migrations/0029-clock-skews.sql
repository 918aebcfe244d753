-- How far other clocks are ahead of each process's own, as it last measured. Written rarely: when a
-- skew changes, and every five minutes while it is measured. Rows of processes that are gone are
-- removed after a day.
create table clock_skews (
  -- `worker@HOST`, `api@HOST`.
  process text not null,
  -- The channel account whose answer told its time; both empty: the database.
  channel text not null default '',
  account text not null default '',
  -- Negative: the other clock is behind.
  skew_ms bigint not null,
  uncertainty_ms bigint not null,
  measured_at timestamptz not null default clock_timestamp(),
  -- Since when it has been beyond what is tolerated; null: it is not.
  off_since timestamptz,
  primary key (process, channel, account)
);
create index clock_skews_off on clock_skews (channel, account) where off_since is not null;
create index clock_skews_by_age on clock_skews (measured_at);
