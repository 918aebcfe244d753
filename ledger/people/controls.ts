import { z } from 'zod';
import type { Person } from '../../domain/facts/input.ts';
import { type Db, run, select, selectOne, transaction } from '../database/database.ts';
import { type ChannelOff, replaceChannelsOff } from './channels-off.ts';

/** @see docs/rules.md, rule 10: what keeps refunds from going out by themselves */
export type Controls = Readonly<{
  /** False: every compensation waits for a person. */
  automaticRefunds: boolean;
  /** Minor units by currency; above the cap a person approves. No entry: no cap. */
  refundCaps: Readonly<Record<string, number>>;
  /**
   * Sum of compensations per UTC day, in minor units; past it a person approves. No entry: no
   * budget.
   */
  dailyBudgets: readonly Readonly<{ merchant: string; currency: string; amountMinor: number }>[];
}>;

const switchRow = z.object({ automatic_refunds: z.boolean() });
const capRow = z.object({ currency: z.string(), cap_minor: z.number() });
const budgetRow = z
  .object({ merchant: z.string(), currency: z.string(), budget_minor: z.number() })
  .transform((row) => ({
    merchant: row.merchant,
    currency: row.currency,
    amountMinor: row.budget_minor,
  }));

/** The controls in force. */
export async function getControls(db: Db): Promise<Controls> {
  const row = await selectOne(db, switchRow, 'select automatic_refunds from controls');
  const caps = await select(db, capRow, 'select * from refund_caps order by currency');
  const dailyBudgets = await select(
    db,
    budgetRow,
    'select * from daily_budgets order by merchant, currency',
  );
  return {
    automaticRefunds: row?.automatic_refunds ?? false,
    refundCaps: Object.fromEntries(caps.map((one) => [one.currency, one.cap_minor])),
    dailyBudgets,
  };
}

/** The switch alone, read again right before a compensation is sent to its channel. */
export async function automaticRefundsOn(db: Db): Promise<boolean> {
  const row = await selectOne(db, switchRow, 'select automatic_refunds from controls');
  return row?.automatic_refunds ?? false;
}

/**
 * Replaces all controls, and records who did so and why. After it returns, no
 * compensation is appended under the old controls.
 *
 * @param channelsOff in place of what the operator has switched off; null: that stays as it is
 * @throws LedgerViolation for an unknown merchant
 */
export async function putControls(
  db: Db,
  controls: Controls,
  by: Person,
  channelsOff: readonly ChannelOff[] | null = null,
): Promise<void> {
  await transaction(db, async (inside) => {
    await run(inside, 'update controls set automatic_refunds = $1, changed_at = now()', [
      controls.automaticRefunds,
    ]);
    await run(inside, 'delete from refund_caps');
    await run(inside, 'delete from daily_budgets');
    for (const [currency, capMinor] of Object.entries(controls.refundCaps)) {
      await run(inside, 'insert into refund_caps values ($1, $2)', [currency, capMinor]);
    }
    for (const { merchant, currency, amountMinor } of controls.dailyBudgets) {
      await run(inside, 'insert into daily_budgets values ($1, $2, $3)', [
        merchant,
        currency,
        amountMinor,
      ]);
    }
    if (channelsOff !== null) await replaceChannelsOff(inside, null, channelsOff);
    const said = channelsOff === null ? controls : { ...controls, channelsOff };
    await run(
      inside,
      'insert into control_changes (changed_by, reason, controls) values ($1, $2, $3::jsonb)',
      [by.name, by.reason, JSON.stringify(said)],
    );
  });
}
