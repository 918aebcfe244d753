import { evidenceIn } from './held.ts';
import { type Input, isRequest, type UnreadCallback } from '../facts/input.ts';
import type { NewHold, OrderHold } from './order-hold.ts';
import { familyOf, type OrderState } from '../order/order.ts';
import { subjectOf } from '../agenda/task-answer.ts';

/**
 * The hold for an input whose own facts the ledger refuses.
 *
 * @returns null for an input that brings nothing worth keeping: a look at the clock, a hint
 */
export function holdOf(order: OrderState, input: Input, why: string): NewHold | null {
  const numbers = evidenceIn(order, input);
  const kind = numbers.length > 0 ? 'evidence' : 'answer';
  if (input.type === 'callback') {
    return { what: `callback:${input.id}`, kind, numbers, callback: input.id, why };
  }
  if (isRequest(input)) {
    // One hold for all requests of a kind: however often somebody asks, it is one thing to look at.
    return { what: `request:${input.type}`, kind: 'request', numbers, callback: null, why };
  }
  if (input.type === 'cancellation') {
    return { what: input.id, kind: 'answer', numbers, callback: null, why };
  }
  if (!('answer' in input)) return null;
  return { what: `${kind}:${subjectOf(input)}`, kind, numbers, callback: null, why };
}

/** The hold for a callback that this build can't read: it may be evidence of money. */
export function unreadHold(order: OrderState, { id, channelNumber }: UnreadCallback): NewHold {
  const numbers = familyOf(order, channelNumber).map((one) => one.number);
  const why = 'This version does not read what its row in the inbox holds';
  return { what: `callback:${id}`, kind: 'evidence', numbers, callback: id, why };
}

/**
 * Names of the holds that end once the input is taken: its own, and of a repeat of what it says.
 */
export function namesTaken(order: OrderState, input: Input): readonly string[] {
  const hold = holdOf(order, input, '');
  if (hold === null) return [];
  const isEvidence = 'answer' in input && hold.kind === 'evidence';
  return isEvidence ? [hold.what, `answer:${subjectOf(input)}`] : [hold.what];
}

/** What the name of such a hold begins with, before the number of the attempt or refund. */
const ofEvidence = 'evidence:';

/** How to try the due holds again: as inputs, or as callbacks, by the ids of their inbox rows. */
export function retriesOf(holds: readonly OrderHold[]): Readonly<{
  inputs: readonly Input[];
  callbacks: readonly string[];
}> {
  const due = holds.filter((one) => one.isDue);
  const callbacks = due.flatMap((one) => (one.callback === null ? [] : [one.callback]));
  const asked = due.filter((one) => one.kind === 'evidence' && one.callback === null);
  const numbers = asked.map((one) => one.what.slice(ofEvidence.length));
  return { callbacks, inputs: numbers.map((number) => ({ type: 'retry', number })) };
}
