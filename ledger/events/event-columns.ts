import { z } from 'zod';
import type { EventType } from '../../domain/facts/event-types.ts';
import { bigint, type Column, json, text, time } from '../database/column.ts';
import { ofOrder } from '../database/order-key-row.ts';
import type { Table } from '../database/table.ts';
import type { OrderSnapshot } from '../views/order-json.ts';

const kept = {
  type: text('type'),
  snapshot: json('snapshot', z.record(z.string(), z.unknown())),
};

/** A row of `events`. */
export const eventColumns = {
  id: text('id'),
  ...ofOrder,
  /** Per merchant, from 1, in the sequence of commits; below zero until it is drawn. */
  number: bigint('number'),
  /** Per order. */
  sequence: bigint('sequence'),
  // `writeEvents` alone writes them, from these very types.
  type: kept.type as Column<EventType>,
  /** Seq of the fact it tells. */
  version: bigint('version'),
  snapshot: kept.snapshot as Column<OrderSnapshot>,
  createdAtMs: time('created_at'),
};

export const eventsTable = {
  name: 'events',
  columns: eventColumns,
  besides: [],
} as const satisfies Table;
