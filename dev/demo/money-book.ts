import { z } from 'zod';

const bookSchema = z.object({
  payments: z.array(
    z.object({
      channel: z.string(),
      number: z.string(),
      captured: z.int(),
      refunded: z.int(),
      reversed: z.int(),
      charges: z.int(),
    }),
  ),
  captured: z.int(),
  refunded: z.int(),
  reversed: z.int(),
  net: z.int(),
});

/** What the channels really took and gave back for an order, minor units. */
export type MoneyBook = Readonly<z.output<typeof bookSchema>>;

const boundMs = 15_000;

/** @throws where the sandbox doesn't answer */
export async function readMoneyBook(sandbox: string, order: string): Promise<MoneyBook> {
  const url = `${sandbox}/_sandbox/money?order=${encodeURIComponent(order)}`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(boundMs) });
  return bookSchema.parse(await answer.json());
}

function yuan(fen: number): string {
  return (fen / 100).toFixed(2).padStart(8);
}

/** The book as a table for people, a line each. */
export function moneyBookLines({ payments, captured, refunded, net }: MoneyBook): string[] {
  const width = Math.max(8, ...payments.map((one) => one.channel.length));
  const rows = payments.map(
    (one) =>
      `${one.channel.padEnd(width)}  charged ${one.charges}×  took ${yuan(one.captured)}  gave back ${yuan(one.refunded)}  ${one.number}`,
  );
  const sum = `${'in all'.padEnd(width)}              took ${yuan(captured)}  gave back ${yuan(refunded)}  kept ${yuan(net)}`;
  return [...rows, sum];
}

/**
 * Holds the book against what was promised: the order was paid once.
 *
 * @param amount of the order, minor units
 * @param charges how often the shopper really paid
 * @returns what is wrong, a sentence each; empty: nothing
 */
export function whatIsWrong(book: MoneyBook, amount: number, charges: number): string[] {
  const wrong: string[] = [];
  const made = book.payments.reduce((sum, one) => sum + one.charges, 0);
  if (book.net !== amount) {
    wrong.push(`the channels kept ${yuan(book.net).trim()} and not ${yuan(amount).trim()}`);
  }
  if (made !== charges) wrong.push(`the shopper was charged ${made} times and not ${charges}`);
  for (const { channel, number, charges: times } of book.payments) {
    if (times > 1) wrong.push(`payment ${number} by ${channel} was charged ${times} times`);
  }
  return wrong;
}
