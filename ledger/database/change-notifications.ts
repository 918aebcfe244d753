import { Client } from 'pg';
import { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, run } from './database.ts';

/**
 * An order got facts, a merchant's events got their numbers, or a callback came in. A notification
 * may be lost; sweeps make up for it.
 */
export type Change =
  | Readonly<{
      kind: 'order';
      key: OrderKey;
      /** That its events have numbers is told by itself; a worker of the release before says nothing. */
      isNumberedApart?: boolean | undefined;
    }>
  | Readonly<{ kind: 'events'; merchant: string }>
  | Readonly<{ kind: 'inbox' }>;

const channel = 'paidonce_changed';

const changeText = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(
    z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('order'),
        key: z.object({ merchant: z.string(), orderId: z.string() }),
        isNumberedApart: z.boolean().optional(),
      }),
      z.object({ kind: z.literal('events'), merchant: z.string() }),
      z.object({ kind: z.literal('inbox') }),
    ]),
  );

/**
 * Notifies listeners. Call it after the commit: inside a transaction it would serialise commits.
 */
export async function tellChange(db: Db, change: Change): Promise<void> {
  try {
    await run(db, 'select pg_notify($1, $2)', [channel, JSON.stringify(change)]);
  } catch {
    // The change is committed, so a failure here must not look like a failure of the append.
  }
}

const firstDelayMs = 100;
const longestDelayMs = 5_000;

export type Listening = Readonly<{ stop: () => Promise<void> }>;

/**
 * Listens for changes of all orders on a connection of its own, reconnecting when
 * it breaks.
 *
 * @param onChange called for each change
 * @param onReconnected called after a gap, in which changes may have been missed
 * @returns once it listens; `stop` ends it
 * @throws when the first connection fails
 */
export async function listenForChanges(
  url: string,
  onChange: (change: Change) => void,
  onReconnected: () => void = () => undefined,
): Promise<Listening> {
  let client: Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  const connect = async (): Promise<void> => {
    const next = new Client({
      connectionString: url,
      application_name: 'paidonce-changes',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    next.on('notification', ({ payload }) => {
      const change = changeText.safeParse(payload);
      if (change.success) onChange(change.data);
    });
    // Every error of a connection also ends it, and the end is handled below.
    next.on('error', () => undefined);
    await next.connect();
    await next.query(`listen ${channel}`);
    next.once('end', () => {
      client = null;
      reconnect(firstDelayMs);
    });
    client = next;
    if (stopped) await next.end();
  };

  const reconnect = (delayMs: number): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      connect().then(onReconnected, () => {
        reconnect(Math.min(delayMs * 2, longestDelayMs));
      });
    }, delayMs);
  };

  await connect();
  return {
    stop: async () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await client?.end();
    },
  };
}
