import { unclearAlertId } from '../order/alert-id.ts';
import type { Attempt } from '../order/attempt.ts';
import type { Fact } from '../facts/fact.ts';

/**
 * Less of this attempt is left than our book says, and nobody knows how much less: none of it
 * is refunded until a person, or a total from its channel, says what went back.
 */
export function returnedUnclear({ number }: Attempt, detail: string, atMs: number): Fact[] {
  return [
    { type: 'payment_returned_unclear', number, atMs },
    { type: 'alert_raised', id: unclearAlertId(number), kind: 'reversed', number, detail, atMs },
  ];
}
