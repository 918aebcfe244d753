import { DeterminismViolationError } from '@temporalio/workflow';
import { expect, test } from 'vitest';
import type { LedgerActivities } from '../messages/order-activities.ts';
import { answerTo } from './ledger-answer-shape.ts';

type Call = keyof LedgerActivities;

/** One answer to each call, as the ledger's activities give it. */
const answers: Readonly<{ [C in Call]: Awaited<ReturnType<LedgerActivities[C]>> }> = {
  load: { facts: [], seq: 0, holds: [] },
  append: { kind: 'appended', seq: 1, facts: [] },
  read: { callbacks: [], unread: [], answers: [], requests: [] },
  mark: [],
};
const calls = Object.keys(answers) as Call[];
const pairs = calls.flatMap((call) => calls.map((other) => [call, other] as const));

test.each(pairs)(
  'one-truth: what was recorded of %s is believed as an answer to it alone: %s',
  (call, other) => {
    const given = () => answerTo(call, answers[other]);
    if (call === other) expect(given()).toBe(answers[other]);
    else expect(given).toThrow(DeterminismViolationError);
  },
);
