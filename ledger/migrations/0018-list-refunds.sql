create index if not exists refunds_by_prefix on refunds (merchant, number collate "C");
-- A compensation's id is its number.
create index if not exists refunds_by_id_prefix
  on refunds (merchant, id collate "C") where kind = 'merchant';
-- All refunds, newest first.
create index if not exists refunds_by_age on refunds (merchant, created_at desc, number desc);
create index if not exists refunds_by_age_everywhere on refunds (created_at desc, number desc);
-- What somebody looks for among all that went well.
create index if not exists refunds_unfinished
  on refunds (status, created_at desc, number desc) where status <> 'succeeded';
