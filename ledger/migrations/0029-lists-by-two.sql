-- outside a transaction
-- Lists that are asked for by two things at once, one of which may be rare.
create index concurrently if not exists refunds_by_status_and_kind
  on refunds (merchant, status, kind, created_at desc, number desc);
create index concurrently if not exists refunds_by_status_and_kind_everywhere
  on refunds (status, kind, created_at desc, number desc);
create index concurrently if not exists acts_by_person_and_merchant
  on acts (by_name, merchant, at desc, id desc);
