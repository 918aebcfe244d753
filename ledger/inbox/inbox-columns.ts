import { z } from 'zod';
import { bytes, json, oneOf, orNull, text, time } from '../database/column.ts';
import type { Table } from '../database/table.ts';
import { callbackColumns } from './callback-news.ts';

/** Where a callback comes from, and by what it is known there. */
export const originColumns = {
  channel: text('channel'),
  account: text('account'),
  /** The channel's own id of the event, constant across its retries. */
  eventId: text('event_id'),
  receivedAtMs: time('received_at'),
};

/** A verified callback as it came. */
export const verifiedColumns = {
  ...originColumns,
  headers: json('headers', z.record(z.string(), z.string())),
  body: bytes('body'),
  /** The channel's signed time. */
  signedAtMs: time('signed_at'),
  fresh: callbackColumns.fresh,
  /** Null with `news`. */
  channelNumber: orNull(callbackColumns.channelNumber),
  /** Null: verified, and nothing the rules care about; kept and never handed over. */
  news: orNull(callbackColumns.news),
};

export const inboxTable = {
  name: 'inbox',
  columns: {
    id: callbackColumns.id,
    ...verifiedColumns,
    state: oneOf('state', ['received', 'handed_over', 'consumed', 'unmatched', 'ignored']),
  },
  // What becomes of it.
  besides: [
    'arrival',
    'due_at',
    'leased_by',
    'leases',
    'handed_over_at',
    'consumed_at',
    'consumed_by_merchant',
    'consumed_by_order',
    'consumed_by_seq',
    'erased_at',
  ],
} as const satisfies Table;
