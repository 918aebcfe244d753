import { z } from 'zod';
import { bigint, integer, json, text, texts, time } from '../database/column.ts';
import { ofOrder } from '../database/order-key-row.ts';
import type { Table } from '../database/table.ts';

/** A fact as it is kept, and where it stands in its order. @see ../../domain/facts/fact-record.ts */
export const recordColumns = {
  seq: bigint('seq'),
  v: integer('v'),
  data: json('data', z.unknown()),
};

export const factsTable = {
  name: 'facts',
  columns: {
    ...ofOrder,
    ...recordColumns,
    type: text('type'),
    /** Of the inputs it came from: rule 19. */
    inputIds: texts('input_ids'),
    atMs: time('at'),
  },
  besides: ['appended_at'],
} as const satisfies Table;
