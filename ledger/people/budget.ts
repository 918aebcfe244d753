import { z } from 'zod';
import type { ControlHold } from '../../domain/order/refund.ts';
import { type Db, run, selectOne } from '../database/database.ts';
import { rfc3339 } from '../database/time.ts';

/** A compensation that is about to be requested; its amount is in minor units of `currency`. */
export type Compensation = Readonly<{
  merchant: string;
  currency: string;
  amountMinor: number;
  atMs: number;
}>;

const controlsRow = z.object({
  automatic_refunds: z.boolean(),
  cap_minor: z.number().nullable(),
  budget_minor: z.number().nullable(),
});

/** The UTC day of a moment. */
export function budgetDay(atMs: number): string {
  return rfc3339(atMs).slice(0, 10);
}

/**
 * Takes a compensation's share of the day's budget; only inside an append, which is
 * rolled back if the compensation is held, so that nothing is taken.
 *
 * @returns the control that holds it; null: it may go out
 */
export async function takeBudget(
  db: Db,
  { merchant, currency, amountMinor, atMs }: Compensation,
): Promise<ControlHold | null> {
  // The lock makes a change of the controls wait for this append, or this append for the change.
  const controls = await selectOne(
    db,
    controlsRow,
    `select automatic_refunds, cap_minor, budget_minor from controls
       left join refund_caps on refund_caps.currency = $2
       left join daily_budgets on daily_budgets.merchant = $1 and daily_budgets.currency = $2
     for share of controls`,
    [merchant, currency],
  );
  if (controls?.automatic_refunds !== true) return 'switch_off';
  if (controls.cap_minor !== null && amountMinor > controls.cap_minor) return 'over_cap';
  const day = [merchant, currency, budgetDay(atMs)];
  await run(db, 'insert into budget_days values ($1, $2, $3, 0) on conflict do nothing', day);
  const taken = await run(
    db,
    `update budget_days set spent_minor = spent_minor + $4
     where merchant = $1 and currency = $2 and day = $3
       and ($5::bigint is null or spent_minor + $4 <= $5)`,
    [...day, amountMinor, controls.budget_minor],
  );
  return taken === 1 ? null : 'over_budget';
}
