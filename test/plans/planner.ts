import type { PoolClient } from 'pg';
import type { Database } from '../../ledger/database/database.ts';
import type { Issued } from './collected.ts';
import { excused } from './excuses.ts';
import { complaintsOfPlan } from './judge.ts';

/** Plans statements, with everything read in sequence priced out. */
export type Planner = Readonly<{
  /** What of these statements grows with the orders, each by its place and text; empty: nothing. */
  complaints: (issued: readonly Issued[]) => Promise<string[]>;
  close: () => void;
}>;

// The rest (transactions, settings, migrations) reads no rows.
const plannable = /^\s*(?:\(\s*)?(?:select|insert|update|delete|with)\b/i;

async function complaintsOf(connection: PoolClient, text: string): Promise<string[]> {
  try {
    const { rows } = await connection.query<Record<string, unknown>>(
      `explain (generic_plan, format json) ${text}`,
    );
    return complaintsOfPlan(rows[0]?.['QUERY PLAN']);
  } catch (error) {
    return [`can't be planned: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** Opens a connection for plans; it runs none of the statements. */
export async function openPlanner(db: Database): Promise<Planner> {
  const connection = await db.connect();
  await connection.query('set enable_seqscan = off');
  // Pages cost nothing, rows do: so the plan is the one that reads the fewest rows.
  await connection.query('set random_page_cost = 0');
  await connection.query('set seq_page_cost = 0');
  return {
    complaints: async (issued) => {
      const told: string[] = [];
      const byText = new Map(issued.map((one) => [one.text, one]));
      for (const { text, file, line } of byText.values()) {
        if (!plannable.test(text) || text.trim() in excused) continue;
        for (const complaint of await complaintsOf(connection, text)) {
          told.push(`${file}:${line} ${complaint}\n${text}`);
        }
      }
      return told;
    },
    close: () => connection.release(true),
  };
}
