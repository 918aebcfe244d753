import { setTimeout as wait } from 'node:timers/promises';
import type { Entry } from './journal.ts';
import { Refusal } from './refusal.ts';
import { faultTaker, type ChannelCore, type FaultTaker, type Subject } from './take-fault.ts';

const delayByDefaultMs = 1_000;
const landsByDefaultMs = 3_000;

/** The caller hears nothing: the connection ends without an answer. */
export const silence = Symbol('silence');

/** What a channel's wire says of a call that a fault struck. */
export type StruckCall<T> = Readonly<{
  refusals: Readonly<{
    rateLimited: () => Refusal;
    errorBefore: () => Refusal;
    errorAfter: () => Refusal;
    refuse: (code: string | undefined) => Refusal;
  }>;
  /** The task that makes a create whose answer is lost; undefined for what isn't one. */
  landing: object | undefined;
  perform: () => T;
}>;

/** Writes a proven call into the request log. @returns what takes the faults armed for it */
export function receiveCall(context: ChannelCore, operation: string, subject: Subject): FaultTaker {
  const { channel, requests, clock } = context;
  const number = subject.refundNumber ?? subject.number;
  requests.add({ channel, operation, number, atMs: clock.wireMs() });
  return faultTaker(context, operation, subject);
}

function landLater({ channel, clock, journal, later }: ChannelCore, task: object, inMs: number) {
  const landing = { kind: 'land_create', ...task };
  journal.write([later.planned(channel, clock.nowMs() + inMs, landing)]);
}

/**
 * Performs a call as the faults armed for it will have it.
 * @throws Refusal by a fault, or by the call itself
 */
export async function performCall<T>(
  context: ChannelCore,
  take: FaultTaker,
  { refusals, landing, perform }: StruckCall<T>,
): Promise<T | typeof silence> {
  const { clock } = context;
  const delay = take('delay');
  if (delay !== undefined) await wait(delay.delay_ms ?? clock.scaledMs(delayByDefaultMs));
  if (take('lost_request')) return silence;
  if (take('rate_limited')) throw refusals.rateLimited();
  if (take('error_before')) throw refusals.errorBefore();
  const refused = take('refuse');
  if (refused !== undefined) throw refusals.refuse(refused.code);
  const late = landing && take('create_lands_late');
  if (landing !== undefined && late !== undefined) {
    landLater(context, landing, late.delay_ms ?? clock.scaledMs(landsByDefaultMs));
    return silence;
  }
  const done = perform();
  if (take('lost_response')) return silence;
  if (take('error_after')) throw refusals.errorAfter();
  return done;
}

/** A create that lands when nobody waits for its answer any more: refused, it leaves nothing. */
export function landCreate(create: () => unknown): readonly Entry[] {
  try {
    create();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  return [];
}
