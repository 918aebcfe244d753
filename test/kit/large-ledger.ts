import { type Database, run } from '../../ledger/database/database.ts';

/** The merchant of nine orders in ten. */
export const largeMerchant = 'large-shop';
/** The merchant of the tenth. */
export const smallMerchant = 'small-shop';

/** When order `i` of `$1` was made: one every ten seconds, up to an hour ago. */
const at = "(now() - interval '1 hour' - ($1 - i) * interval '10 seconds')";
const merchant = `case when i % 10 = 3 then '${smallMerchant}' else '${largeMerchant}' end`;
const order = "'A-' || lpad(i::text, 9, '0')";
const number = "'P' || lpad(i::text, 26, '0')";
const refundNumber = `${number} || 'R1'`;
// Four in five are paid; one in a hundred is still open, the newest among them.
const status = "case when i % 5 > 0 then 'paid' when i % 100 = 0 then 'open' else 'closed' end";
const isPaid = '(i % 5 > 0)';
// One in ten of the refunds is a compensation.
const isRefunded = '(i % $2::int = 1)';
const isCompensation = '(i % ($2::int * 10) = 1)';
const orders = 'generate_series(1, $1::bigint) as i';

// As the columns were before 0021; later migrations find a ledger as it was then.
const fills: readonly string[] = [
  `insert into merchants (id, name, last_event)
   values ('${largeMerchant}', 'Large', $1 * 2 + 1), ('${smallMerchant}', 'Small', $1 * 2 + 1)`,
  `insert into orders (merchant, id, status, amount_minor, currency, winner, attention, alerts,
     description, metadata, checkout_token, content_hash, created_at, expires_at, paid_at, closed_at,
     next_due_at, version, last_event_sequence)
   select ${merchant}, ${order}, ${status}, 1999, 'CNY', case when ${isPaid} then ${number} end,
     case when i % 1000 = 7 then array['refund'] when i % 1000 = 8 then array['parked'] else '{}' end,
     '[]', 'Two tickets', '{"cart":"77"}', md5(i::text), md5('of' || i), ${at},
     ${at} + interval '15 minutes', case when ${isPaid} then ${at} + interval '1 minute' end,
     case when ${status} = 'closed' then ${at} + interval '16 minutes' end,
     case when ${status} = 'open' then now() + interval '1 hour' end, 5, 2
   from ${orders}`,
  `insert into facts (merchant, order_id, seq, v, type, data, at, appended_at)
   select ${merchant}, ${order}, seq, 2, 'attempt_offered',
     jsonb_build_object('type', 'attempt_offered', 'number', ${number}), ${at}, ${at}
   from ${orders}, generate_series(1, 5) as seq`,
  `insert into attempts (number, merchant, order_id, position, channel, method, account,
     channel_number, status, role, superseded, withdrawn, final, parked, amount_minor, currency,
     captured_minor, captured_currency, refunded_minor, reversed_minor, channel_reference,
     transaction, planned_at, expires_at, succeeded_at, create_state)
   select ${number}, ${merchant}, ${order}, 0, case when i % 2 = 0 then 'wechat' else 'alipay' end,
     'qr', 'default', ${number}, case when ${isPaid} then 'succeeded' else 'closed' end,
     case when ${isPaid} then 'winner' end, false, false, true, i % 1000 = 8, 1999, 'CNY',
     case when ${isPaid} then 1999 else 0 end, case when ${isPaid} then 'CNY' end, 0, 0,
     'REF' || ${number}, case when ${isPaid} then 'T' || ${number} end, ${at},
     ${at} + interval '15 minutes', case when ${isPaid} then ${at} + interval '1 minute' end,
     'acknowledged'
   from ${orders}`,
  `insert into refunds (number, id, merchant, order_id, position, attempt, kind, reason,
     amount_minor, status, hold, abnormal, overdue, created_at, succeeded_at)
   select ${refundNumber}, 'r-' || i, ${merchant}, ${order}, 0, ${number},
     case when ${isCompensation} then 'compensation' else 'merchant' end, '', 500,
     case when i % ($2::int * 100) = $2::int + 1 then 'manual' when i % ($2::int * 20) = 1 then 'failed'
       else 'succeeded' end,
     null, false, false, ${at} + interval '1 hour', ${at} + interval '61 minutes'
   from ${orders} where ${isRefunded}`,
  `insert into refund_ids (merchant, id, order_id, amount_minor)
   select merchant, id, order_id, amount_minor from refunds where kind = 'merchant' and $1 > 0`,
  `insert into refund_reasons (number, merchant, order_id, reason, kept_at)
   select number, merchant, order_id, 'too late', created_at from refunds where kind = 'merchant' and $1 > 0`,
  `insert into attempt_inputs (number, merchant, order_id, shopper, created_at, erased_at)
   select ${number}, ${merchant}, ${order},
     case when i > $1 / 2 then jsonb_build_object('openid', md5('payer' || i / 3)) end, ${at},
     case when i <= $1 / 2 then now() end
   from ${orders}`,
  `insert into attempt_offers (number, action, created_at, erased_at)
   select ${number}, case when i > $1 / 2 then '{"type":"qr","text":"weixin://pay"}'::jsonb end, ${at},
     case when i <= $1 / 2 then now() end
   from ${orders}`,
  `insert into events (id, merchant, number, order_id, sequence, type, version, snapshot, created_at)
   select 'evt_' || md5(i || '/' || n), ${merchant}, i * 2 + n, ${order}, n + 1, 'order.updated',
     3 + n, jsonb_build_object('id', ${order}, 'status', 'paid', 'description', 'Two tickets',
       'attempts', '[]'::jsonb, 'refunds', '[]'::jsonb), ${at}
   from ${orders}, generate_series(0, 1) as n`,
  `insert into inbox (id, channel, account, event_id, headers, body, received_at, signed_at,
     channel_number, fresh, news, state, consumed_at, consumed_by_merchant, consumed_by_order,
     consumed_by_seq, erased_at)
   select 'cb_' || md5(i::text), case when i % 2 = 0 then 'wechat' else 'alipay' end, 'default',
     'EV' || i, '{}', case when i > $1 / 2 then decode(repeat('ab', 400), 'hex') else '' end, ${at},
     ${at}, ${number}, true, null, 'consumed', ${at}, ${merchant}, ${order}, 4,
     case when i <= $1 / 2 then now() end
   from ${orders} where ${isPaid}`,
  `insert into channel_answers (merchant, order_id, call, number, attempt, channel, account,
     asked_at_ms, answer, answered_at, consumed_by_seq, words)
   select ${merchant}, ${order}, call, ${number}, ${number},
     case when i % 2 = 0 then 'wechat' else 'alipay' end, 'default', 1, '{}', ${at}, 4,
     case when i % 20 = 0 and i > $1 / 2 then 'not today' end
   from ${orders}, unnest(array['create', 'query']) as call`,
  `insert into requests (merchant, order_id, id, key_id, role, input, created_at, reason)
   select ${merchant}, ${order}, 'pay:' || ${number}, 'key', 'merchant',
     jsonb_build_object('type', 'pay', 'id', 'pay:' || ${number}), ${at},
     case when i % 20 = 0 and i > $1 / 2 then 'too late' end
   from ${orders}`,
  `insert into idempotency_keys (scope, key, request_hash, lease, leased_until, resource, created_at)
   select ${merchant}, 'k' || i, md5(i::text), 'l', ${at},
     jsonb_build_object('kind', 'attempt', 'id', ${number}), ${at}
   from ${orders}`,
  `insert into callback_bases (number, base) select ${number}, 'https://pay.example' from ${orders}`,
  `insert into failure_words (merchant, order_id, number, code, words, kept_at)
   select ${merchant}, ${order}, ${number}, 'NO_AUTH', 'not today', ${at}
   from ${orders} where i % 5 = 0`,
  `insert into acts (id, at, by_name, what, merchant, order_id, subject)
   select 'act_' || md5(i::text), date_trunc('milliseconds', ${at}), 'Ann', 'refund_approved',
     ${merchant}, ${order}, ${refundNumber}
   from ${orders} where ${isRefunded}`,
];

/** How much `fillLedger` writes. */
export type LedgerSize = Readonly<{
  /** Ten seconds lie between them. */
  orderCount: number;
  /** One order in so many has a refund. */
  refundEvery: number;
}>;

/**
 * Fills a ledger whose newest migration is 0020 with orders as they are after months: most of them
 * paid, few refunded, the older half erased. Triggers and foreign keys are passed over, for what is
 * written is known to be right.
 */
export async function fillLedger(
  db: Database,
  { orderCount, refundEvery }: LedgerSize,
): Promise<void> {
  const connection = await db.connect();
  try {
    await run(connection, 'set session_replication_role = replica');
    await run(connection, 'set statement_timeout = 0');
    for (const fill of fills) {
      const values = fill.includes('$2') ? [orderCount, refundEvery] : [orderCount];
      await run(connection, fill, values);
    }
    await run(connection, 'set session_replication_role = origin');
    await run(connection, 'vacuum analyze');
  } finally {
    connection.release(true);
  }
}
