create table controls (
  -- One row: the installation's switches.
  single boolean primary key default true check (single),
  automatic_refunds boolean not null default true,
  changed_at timestamptz not null default now()
);
insert into controls default values;

-- Above this amount a person approves. No row: no cap.
create table refund_caps (
  currency text primary key,
  cap_minor bigint not null check (cap_minor >= 0)
);

-- Past this sum a day a person approves. No row: no budget.
create table daily_budgets (
  merchant text not null references merchants (id),
  currency text not null,
  budget_minor bigint not null check (budget_minor >= 0),
  primary key (merchant, currency)
);

-- What compensations took, by UTC day.
create table budget_days (
  merchant text not null references merchants (id),
  currency text not null,
  day date not null,
  spent_minor bigint not null check (spent_minor >= 0),
  primary key (merchant, currency, day)
);

-- Who changed the controls, when and why. Rule 18.
create table control_changes (
  id bigint generated always as identity primary key,
  changed_at timestamptz not null default now(),
  changed_by text not null,
  reason text not null,
  controls jsonb not null
);
