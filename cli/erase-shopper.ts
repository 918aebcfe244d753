import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { type Configuration, readConfiguration } from '../config/configuration.ts';
import { type Database, openDatabase } from '../ledger/database/database.ts';
import { type Erasure, eraseOrder } from '../ledger/texts/erasure.ts';
import { keyedHash } from '../ledger/keys/keyed-hash.ts';
import { ordersOfPayer } from '../ledger/orders/payer-orders.ts';
import { payerMark } from '../ledger/texts/payer-mark.ts';

const wrongUsage = `Nothing was erased. Give one line of JSON on standard input, of an order or of a payer:
  {"merchant":"demo","order":"A-1001"}
  {"merchant":"demo","channel":"wechat","payer":"the openid"}
It is not taken as an argument: arguments stand in the list of processes and in the shell's history.`;

const wanted = z.union([
  z.strictObject({ merchant: z.string(), order: z.string() }),
  z.strictObject({ merchant: z.string(), channel: z.string(), payer: z.string() }),
]);
type Wanted = z.output<typeof wanted>;
type Named = Readonly<{ merchant: string; orderId: string }>;

const told: Readonly<Record<Erasure, string>> = {
  erased: 'erased',
  reason_kept:
    'erased, but for the reason of a refund that may still be sent: its channel must be told the same under its number. Decide that refund, then run this again.',
  not_at_rest:
    'NOT erased: it is unknown, or under way, and its channel may still be asked, with the same text as before. Run this again once it is paid or closed and nothing of it is due.',
};

function read(input: string): Wanted | null {
  try {
    return wanted.safeParse(JSON.parse(input)).data ?? null;
  } catch {
    // The input may be personal, so the error does not repeat it.
    return null;
  }
}

async function ordersOf(
  database: Database,
  configuration: Configuration,
  asked: Wanted,
): Promise<readonly Named[]> {
  const { merchant } = asked;
  if ('order' in asked) return [{ merchant, orderId: asked.order }];
  const { channel, payer } = asked;
  const mark = payerMark(keyedHash(configuration.readPrivacyKey()), { merchant, channel, payer });
  return ordersOfPayer(database, { merchant, channel, payer, mark });
}

/**
 * `node build/cli/erase-shopper.js`: erases at once the personal and free text of an order, or of
 * all orders that a payer tried to pay. Standard input says what to erase; standard output gets a
 * line for each order.
 *
 * @returns exit code: 0 all erased, 1 something was not, 2 wrong usage
 * @see docs/privacy.md
 */
async function eraseShopper(): Promise<number> {
  const asked = read(await text(process.stdin));
  if (asked === null) {
    process.stderr.write(`${wrongUsage}\n`);
    return 2;
  }
  const configuration = readConfiguration(process.env);
  const database = openDatabase(configuration.databaseUrl, {
    max: 1,
    applicationName: 'paidonce-erase',
  });
  try {
    const keys = await ordersOf(database, configuration, asked);
    let isAll = keys.length > 0;
    for (const key of keys) {
      const erasure = await eraseOrder(database, key, 0);
      if (erasure !== 'erased') isAll = false;
      process.stdout.write(`${key.merchant}/${key.orderId}: ${told[erasure]}\n`);
    }
    if (keys.length === 0) process.stderr.write('No order names this payer; nothing was erased.\n');
    return isAll ? 0 : 1;
  } finally {
    await database.close();
  }
}

eraseShopper().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
