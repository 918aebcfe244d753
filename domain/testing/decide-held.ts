import type { decide } from '../decide/decide.ts';
import type { Fact } from '../facts/fact.ts';
import { type Held, nothingHeld } from '../held/held.ts';
import type { ControlHold } from '../order/refund.ts';
import type { Input } from '../facts/input.ts';
import type { OrderState } from '../order/order.ts';

function compensationsAsked(facts: readonly Fact[]): string[] {
  return facts.flatMap((one) =>
    one.type === 'refund_requested' && one.kind === 'compensation' ? [one.number] : [],
  );
}

/**
 * Decides as a run does when the controls hold each compensation back: each compensation that the
 * ledger refuses is decided anew as held, until it refuses none.
 *
 * @param hold null: the ledger refuses none
 */
export function decideHeld(
  by: typeof decide,
  order: OrderState,
  input: Input,
  nowMs: number,
  hold: ControlHold | null,
  held: Held = nothingHeld,
): readonly Fact[] {
  let holds: Readonly<Record<string, ControlHold>> = {};
  for (;;) {
    const facts = by(order, input, { nowMs, holds, held });
    if (hold === null) return facts;
    const refused = compensationsAsked(facts).filter((number) => !(number in holds));
    if (refused.length === 0) return facts;
    holds = { ...holds, ...Object.fromEntries(refused.map((number) => [number, hold])) };
  }
}
