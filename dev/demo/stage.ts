import type { Client } from '../../client/client.ts';
import type { Attempt, Order } from '../../client/contract.ts';
import { openSandbox } from '../../cli/paidonce/trigger/sandbox.ts';
import { type MoneyBook, moneyBookLines, readMoneyBook } from './money-book.ts';

/** Tells a stranger what happens. */
export type Teller = Readonly<{
  /** What is done next: a numbered step. */
  step: (text: string) => void;
  /** What is seen of it. */
  note: (text: string) => void;
}>;

/** The order that the stories are about: 19.99 yuan, in minor units. */
export const amount = 1999;

/** What a story is played with. */
export type Stage = Readonly<{
  client: Client;
  teller: Teller;
  signal: AbortSignal;
  makeOrder: (id: string) => Promise<Order>;
  /** Opens a payment by code. @param key the same for the same click */
  open: (order: string, channel: string, key: string) => Promise<Attempt>;
  /** The shopper pays on the phone. */
  pay: (channel: string, number: string) => Promise<void>;
  /** @see sandbox/README.md, faults */
  arm: (fault: Readonly<Record<string, unknown>>) => Promise<void>;
  /** Shows the channels' own books of an order. */
  showBook: (order: string) => Promise<MoneyBook>;
}>;

/** @returns a teller that writes to `say`, with the seconds since it was made */
export function openTeller(say: (line: string) => void): Teller {
  const beganMs = performance.now();
  let steps = 0;
  return Object.freeze<Teller>({
    step: (text) => {
      steps += 1;
      const seconds = ((performance.now() - beganMs) / 1_000).toFixed(1);
      say(`\n${steps}. ${text}  (${seconds} s)`);
    },
    note: (text) => say(`   ${text}`),
  });
}

/** @param sandbox the sandbox's address */
export function openStage(
  client: Client,
  sandbox: string,
  teller: Teller,
  signal: AbortSignal,
): Stage {
  const { control } = openSandbox(sandbox);
  return Object.freeze<Stage>({
    client,
    teller,
    signal,
    makeOrder: (id) =>
      client.orders.create(
        {
          id,
          amount: { currency: 'CNY', value: amount },
          description: 'Two tickets',
          expires_in: 900,
        },
        { signal },
      ),
    open: (order, channel, idempotencyKey) =>
      client.orders.pay(order, { channel, method: 'qr' }, { signal, idempotencyKey }),
    pay: (channel, number) => control('pay', { channel, number }),
    arm: (fault) => control('faults', fault),
    showBook: async (order) => {
      const book = await readMoneyBook(sandbox, order);
      for (const line of moneyBookLines(book)) teller.note(line);
      return book;
    },
  });
}
