import type { Attempt } from '../order/attempt.ts';
import type { OwnFailureCode } from '../order/failure-code.ts';
import type { Fact } from '../facts/fact.ts';
import { returnedUnclear } from './returned-unclear.ts';

/** The failure code of a refund whose channel says that less is left than was asked for. */
export const lessIsLeftCode = 'less_is_left' satisfies OwnFailureCode;

const detail =
  'The channel refused a refund: it says that less is left of this payment than our book says. Look at its console and say how much went back.';

/** Rule 10: our book is wrong about this attempt. A person is told, and the channel is queried. */
export function lessIsLeft(attempt: Attempt, atMs: number): readonly Fact[] {
  return [
    ...(attempt.returnedUnclear ? [] : returnedUnclear(attempt, detail, atMs)),
    { type: 'query_prompted', number: attempt.number, input: null, atMs },
  ];
}
