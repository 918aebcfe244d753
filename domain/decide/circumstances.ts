import type { Held } from '../held/held.ts';
import type { ControlHold } from '../order/refund.ts';

/** What `decide` must know besides state and input. */
export type Circumstances = Readonly<{
  nowMs: number;
  /** Compensations that the ledger refused, by refund number: decided anew as held, each judged alone. */
  holds: Readonly<Record<string, ControlHold>>;
  /** What the ledger refuses of this order. */
  held: Held;
}>;
