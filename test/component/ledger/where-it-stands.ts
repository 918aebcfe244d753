import { z } from 'zod';
import { type Database, select } from '../../../ledger/database/database.ts';

const tableRow = z.object({ name: z.string() });

/** Tables of the ledger in which some row holds a text, in any column. */
export async function whereItStands(db: Database, text: string): Promise<string[]> {
  const tables = await select(
    db,
    tableRow,
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    // Bytes print as hex, so raw bodies are searched for the text in hex.
    const hex = Buffer.from(text).toString('hex');
    const rows = await select(
      db,
      z.object({}),
      `select 1 from "${name}" as looked
       where strpos(looked::text, $1) > 0 or strpos(looked::text, $2) > 0 limit 1`,
      [text, hex],
    );
    if (rows.length > 0) found.push(name);
  }
  return found.sort();
}
