import { bigint, json, orNull, text } from '../database/column.ts';
import { ofOrder } from '../database/order-key-row.ts';
import type { Table } from '../database/table.ts';
import { storedAnswer } from './stored-answer.ts';

/** A row of `channel_answers`. */
export const answerColumns = {
  ...ofOrder,
  /** What was asked, about which number of ours, and when. */
  call: text('call'),
  number: text('number'),
  askedAtMs: bigint('asked_at_ms'),
  attempt: text('attempt'),
  channel: text('channel'),
  account: text('account'),
  /** Without the channel's words. */
  answer: json('answer', storedAnswer),
  words: orNull(text('words')),
};

export const channelAnswersTable = {
  name: 'channel_answers',
  columns: answerColumns,
  besides: ['answered_at', 'consumed_by_seq'],
} as const satisfies Table;
