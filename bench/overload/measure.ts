import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Addresses } from '../../test/kit/addresses.ts';
import { closedLoop } from './closed-loop.ts';
import { byEnd, type Measured, type Phase, probesOf, timesOf } from './figures.ts';
import { call } from './http.ts';
import { openLoop } from './open-loop.ts';
import { followPaidOrders, type PaidOrders } from './paid-orders.ts';
import { startProbe } from './probe.ts';
import { buy, type Bought } from './shopper.ts';

/** How long each part takes, ms, and how many shoppers look for the peak. */
export type Plan = Readonly<{
  atOnce: readonly number[];
  closedMs: number;
  times: readonly number[];
  openMs: number;
  /** The longest wait for what is still under way after a part. */
  settleMs: number;
}>;

const money = z.object({
  payments: z.array(z.object({ order: z.string(), charges: z.number() })),
});

/** How often each order was charged. */
async function chargesOf({ sandbox }: Addresses): Promise<ReadonlyMap<string, number>> {
  const url = `${sandbox}/_sandbox/money`;
  const { text } = await call({ method: 'GET', url, patienceMs: 30_000 });
  const charges = new Map<string, number>();
  for (const one of money.parse(JSON.parse(text)).payments) {
    charges.set(one.order, (charges.get(one.order) ?? 0) + one.charges);
  }
  return charges;
}

function idsOf(bought: readonly Bought[], end: Bought['end']): readonly string[] {
  return bought.filter((one) => one.end === end).map(({ order }) => order);
}

async function settled(paid: PaidOrders, ids: readonly string[], mostMs: number): Promise<void> {
  const untilMs = performance.now() + mostMs;
  while (performance.now() < untilMs && !ids.every((id) => paid.heardMs.has(id))) await delay(200);
}

function paidBetween({ heardMs }: PaidOrders, fromMs: number, toMs: number): number {
  return [...heardMs.values()].filter((at) => at >= fromMs && at < toMs).length;
}

function chargesOfOrder(charges: ReadonlyMap<string, number>, order: string): number {
  // The channel is told of the order as part of a text of its own.
  return [...charges].reduce((sum, [told, count]) => sum + (told.includes(order) ? count : 0), 0);
}

type Stage = Readonly<{
  addresses: Addresses;
  paid: PaidOrders;
  plan: Plan;
  say: (line: string) => void;
}>;

async function openPhase(
  { addresses, paid, plan, say }: Stage,
  times: number,
  peakPerS: number,
): Promise<Phase> {
  const offeredPerS = times * peakPerS;
  const [known = ''] = paid.heardMs.keys();
  const probed = await startProbe(addresses, known);
  const fromMs = performance.now();
  const bought = await openLoop(offeredPerS, plan.openMs, () => buy(addresses));
  const toMs = fromMs + plan.openMs;
  const probes = probesOf(await probed());
  await settled(paid, idsOf(bought, 'asked'), plan.settleMs);
  const charges = await chargesOf(addresses);
  const counts = bought.map(({ order }) => chargesOfOrder(charges, order));
  const seconds = plan.openMs / 1_000;
  const of = (end: Bought['end']): number => idsOf(bought, end).length;
  const phase: Phase = {
    times,
    offeredPerS,
    shoppers: bought.length,
    donePerS: paidBetween(paid, fromMs, toMs) / seconds,
    paid: bought.filter(({ order }) => paid.heardMs.has(order)).length,
    charged: counts.filter((count) => count > 0).length,
    chargedTwice: counts.filter((count) => count > 1).length,
    refused: byEnd(bought, 'refused'),
    refusedPerS: of('refused') / seconds,
    unknown: byEnd(bought, 'unknown'),
    unknownPerS: of('unknown') / seconds,
    click: timesOf(bought.filter(({ end }) => end === 'asked').map(({ tookMs }) => tookMs)),
    probes,
  };
  say(JSON.stringify(phase));
  return phase;
}

async function peakOf({ addresses, paid, plan, say }: Stage): Promise<Measured['closed']> {
  const closed: Measured['closed'][number][] = [];
  for (const atOnce of plan.atOnce) {
    const fromMs = performance.now();
    const bought = await closedLoop(atOnce, plan.closedMs, () => buy(addresses));
    const donePerS = paidBetween(paid, fromMs, fromMs + plan.closedMs) / (plan.closedMs / 1_000);
    closed.push({ atOnce, donePerS, unknown: idsOf(bought, 'unknown').length });
    say(JSON.stringify(closed.at(-1)));
    await settled(paid, idsOf(bought, 'asked'), plan.settleMs);
  }
  return closed;
}

/** Finds the peak of an installation, and offers multiples of it. */
export async function measure(
  release: string,
  addresses: Addresses,
  plan: Plan,
  say: (line: string) => void,
): Promise<Measured> {
  const paid = followPaidOrders(addresses);
  const stage: Stage = { addresses, paid, plan, say };
  try {
    // The first orders of a process are slow: code is compiled, connections are opened.
    await closedLoop(5, 6_000, () => buy(addresses));
    const closed = await peakOf(stage);
    const peakPerS = Math.max(...closed.map(({ donePerS }) => donePerS));
    const phases: Phase[] = [];
    for (const times of plan.times) phases.push(await openPhase(stage, times, peakPerS));
    return { release, closed, peakPerS, phases };
  } finally {
    await paid.stop();
  }
}
