import type { Held } from '../held/held.ts';
import type { ControlHold } from '../order/refund.ts';

/** What `decide` must know besides state and input. */
export type Circumstances = Readonly<{
  nowMs: number;
  /** Compensations that the controls refused, by refund number. Each is decided anew, as held. */
  holds: Readonly<Record<string, ControlHold>>;
  /** What the ledger refuses of this order. */
  held: Held;
}>;
