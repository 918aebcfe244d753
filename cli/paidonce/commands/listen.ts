import { createHmac, randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import type { Event } from '../../../client/contract.ts';
import type { Desk } from '../desk.ts';
import {
  httpAddress,
  type CommonOptions,
  count,
  leaf,
  merchantOption,
  wholeNumber,
} from '../option-forms.ts';
import { UsageError } from '../usage-error.ts';
import { eventLine } from './events.ts';

const forwardBoundMs = 15_000;

type ListenOptions = CommonOptions &
  Readonly<{ forwardTo: string; after?: number; secret?: string; count?: number }>;

function keyOf(secret: string): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  if (secret.startsWith('whsec_') && key.length >= 16) return key;
  throw new UsageError('--secret must be `whsec_` and Base64 of 16 bytes or more.');
}

/** Headers of a notice by Standard Webhooks. */
function signed(key: Buffer, event: Event, body: string): Record<string, string> {
  const time = String(Math.floor(Date.now() / 1_000));
  const mac = createHmac('sha256', key).update(`${event.id}.${time}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': event.id,
    'webhook-timestamp': time,
    'webhook-signature': `v1,${mac}`,
  };
}

/** @returns what the receiver did, in words */
async function forwarded(to: string, key: Buffer, event: Event): Promise<string> {
  const body = JSON.stringify(event);
  const signal = AbortSignal.timeout(forwardBoundMs);
  try {
    const request = { method: 'POST', body, headers: signed(key, event, body), signal };
    const response = await fetch(to, { ...request, redirect: 'manual' });
    await response.body?.cancel();
    return `${response.ok ? 'accepted' : 'not accepted'}: ${response.status}`;
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return `not reached: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}

/** Whether nothing was told after that place. */
async function isEnd(desk: Desk, merchant: string | undefined, after: number): Promise<boolean> {
  const pages = desk.client().events.list({ after, limit: 1 }, { merchant }).pages();
  for await (const page of pages) return page.data.length === 0;
  return true;
}

/**
 * The place after everything that was told until now, found by halves: places are numbers, and a
 * shop may have told millions.
 */
async function newest(desk: Desk, merchant: string | undefined): Promise<number> {
  let [told, end] = [-1, 0];
  while (!(await isEnd(desk, merchant, end))) [told, end] = [end, Math.max(1, end * 2)];
  while (end - told > 1) {
    const middle = Math.floor((told + end) / 2);
    if (await isEnd(desk, merchant, middle)) end = middle;
    else told = middle;
  }
  return end;
}

async function listen(desk: Desk, options: ListenOptions): Promise<void> {
  const { signal, out, err } = desk.surroundings;
  const { forwardTo, merchant } = options;
  const secret = options.secret ?? `whsec_${randomBytes(32).toString('base64')}`;
  const key = keyOf(secret);
  const after = options.after ?? (await newest(desk, merchant));
  err(`Forwarding to ${forwardTo}. What it verifies by: ${secret}\n`);
  const onTrouble = (error: Error): void => err(`${error.message}\n`);
  let seen = 0;
  for await (const { event } of desk
    .client()
    .events.follow({ after, merchant, signal, onTrouble })) {
    out(eventLine(event, options.json === true));
    err(`  ${event.id} ${await forwarded(forwardTo, key, event)}\n`);
    seen += 1;
    if (seen === options.count) return;
  }
}

/** `paidonce listen` */
export function addListen(program: Command, desk: Desk): void {
  merchantOption(
    leaf(
      program,
      'listen',
      'print events as they come, and forward each, signed, to a local address',
    ),
  )
    .requiredOption('--forward-to <url>', 'an address of yours on this machine', httpAddress)
    .option('--secret <whsec>', 'sign with this; without it one is drawn and printed')
    .option('--after <cursor>', 'from here on; without it, from now on', wholeNumber)
    .option('--count <count>', 'end after so many', count)
    .action((options: ListenOptions) => listen(desk, options));
}
