import type { Command } from 'commander';
import type { Delivery, ResendRequest } from '../../../client/contract.ts';
import { pause } from '../../../client/pause.ts';
import type { Desk } from '../desk.ts';
import { EndWithCode, exitCodes } from '../exit-code.ts';
import {
  keyOption,
  leaf,
  merchantOption,
  moment,
  type PostOptions,
  someId,
  wholeNumber,
} from '../option-forms.ts';
import { sheet } from '../table.ts';
import { taken } from '../taken.ts';
import { UsageError } from '../usage-error.ts';

const lookEveryMs = 3_000;

type ResendOptions = PostOptions &
  Readonly<{ from?: string; to?: string; type?: ResendRequest['type']; wait?: number }>;

/** Tries are told apart by this: a try begins once. */
function nameOf({ event, attempt, resend, started_at: at }: Delivery): string {
  return JSON.stringify([event, attempt, resend, at]);
}

/** Those of one event, or of all. */
type Which = Readonly<{ event?: string }>;

/** The newest tries before anything is sent again: what is older is not this resend's. */
async function triesBefore(
  desk: Desk,
  which: Which,
  options: ResendOptions,
): Promise<ReadonlySet<string>> {
  const found = await taken(desk.client().deliveries.list({ ...which, limit: 100 }, options), 100);
  return new Set(found.map(nameOf));
}

/** What became of each event that is sent again, as its newest try since then says. */
async function standings(
  desk: Desk,
  { which, before }: Readonly<{ which: Which; before: ReadonlySet<string> }>,
  options: ResendOptions,
): Promise<ReadonlyMap<string, Delivery['status']>> {
  const newest = new Map<string, Delivery['status']>();
  for await (const one of desk.client().deliveries.list({ ...which, limit: 100 }, options)) {
    if (before.has(nameOf(one))) break;
    if (one.resend && !newest.has(one.event)) newest.set(one.event, one.status);
  }
  return newest;
}

/** Says every few seconds how many arrived, until all are settled or the time is over. */
async function follow(
  desk: Desk,
  wanted: Readonly<{ events: number; which: Which; before: ReadonlySet<string>; waitS: number }>,
  options: ResendOptions,
): Promise<void> {
  const endMs = Date.now() + wanted.waitS * 1_000;
  for (;;) {
    const all = [...(await standings(desk, wanted, options)).values()];
    const counted = (status: Delivery['status']): number =>
      all.filter((one) => one === status).length;
    const [accepted, failed, givenUp] = [
      counted('accepted'),
      counted('failed'),
      counted('given_up'),
    ];
    desk.surroundings.err(
      `${accepted} of ${wanted.events} accepted, ${failed} tried again, ${givenUp} given up\n`,
    );
    if (accepted + givenUp >= wanted.events) return;
    if (Date.now() >= endMs) {
      const words = `After ${wanted.waitS} s not all have arrived; they are tried on. \`paidonce deliveries list\` shows each try.`;
      throw new EndWithCode(exitCodes.unknown, words);
    }
    await pause(lookEveryMs, desk.surroundings.signal);
  }
}

async function resend(desk: Desk, id: string | undefined, options: ResendOptions): Promise<void> {
  const { from, to, type, wait } = options;
  const { events } = desk.client();
  if ((id === undefined) === (from === undefined && to === undefined)) {
    throw new UsageError('Name one event, or give --from and --to. Nothing was sent.');
  }
  if (id === undefined && (from === undefined || to === undefined)) {
    throw new UsageError('Give both --from and --to. Nothing was sent.');
  }
  const range = {
    created_after: from ?? '',
    created_before: to ?? '',
    ...(type === undefined ? {} : { type }),
  };
  const which = id === undefined ? {} : { event: id };
  const before = wait === undefined ? null : await triesBefore(desk, which, options);
  const done =
    id === undefined ? await events.resendRange(range, options) : await events.resend(id, options);
  if (wait !== undefined && before !== null) {
    await follow(desk, { events: done.events, which, before, waitS: wait }, options);
  }
  desk.show(options, done, () => sheet({ 'sent again': `${done.events} events` }));
}

/** `paidonce events resend` */
export function addResend(events: Command, desk: Desk): void {
  merchantOption(keyOption(leaf(events, 'resend', 'send a notice again, or all of a time')))
    .argument('[id]', 'the event; without it, --from and --to', someId)
    .option('--from <time>', 'events after this moment', moment)
    .option('--to <time>', 'events before this moment', moment)
    .option('--type <type>', 'only events of this type, as order.paid', someId)
    .option(
      '--wait <seconds>',
      'say how many arrived, until all have, this long at most',
      wholeNumber,
    )
    .action((id: string | undefined, options: ResendOptions) => resend(desk, id, options));
}
