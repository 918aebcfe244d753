-- Search by the beginning of a text needs the order of its bytes, whatever the database's collation
-- is. The merchant comes first: one merchant's ids all begin alike, and another's are not read.
-- This file and the next two touch one table each, for an index keeps writers away until it is
-- built; "if not exists", because on a large ledger it may be built beforehand: docs/upgrading.md.
create index if not exists orders_by_prefix on orders (merchant, id collate "C");
