import type { Probed, ProbeName } from './probe.ts';
import { quantile } from './quantile.ts';
import type { Bought } from './shopper.ts';

/** Of times in ms. */
type Times = Readonly<{
  calls: number;
  p50: number | null;
  p99: number | null;
  max: number | null;
}>;

/** What came of one phase of offered load. */
export type Phase = Readonly<{
  /** Shoppers a second, as times the peak and as such. */
  times: number;
  offeredPerS: number;
  shoppers: number;
  /** Orders paid, as the API told it, a second of the phase. */
  donePerS: number;
  /** Orders paid at last, and those that the sandbox's money book charged. */
  paid: number;
  charged: number;
  chargedTwice: number;
  /** Refused with nothing done, by place and code. */
  refused: Readonly<Record<string, Times>>;
  refusedPerS: number;
  /** Unknown to the shopper, by place and code. */
  unknown: Readonly<Record<string, Times>>;
  unknownPerS: number;
  /** From click to code, of those who got one. */
  click: Times;
  probes: Readonly<Record<ProbeName, Times & Readonly<{ failed: number }>>>;
}>;

/** A release under load. */
export type Measured = Readonly<{
  release: string;
  /** Orders paid a second, by shoppers at a time. */
  closed: readonly Readonly<{ atOnce: number; donePerS: number; unknown: number }>[];
  peakPerS: number;
  phases: readonly Phase[];
}>;

/** What the file docs/bench/overload.json holds. */
export type OverloadFigures = Readonly<{
  date: string;
  commit: string | null;
  commitBefore: string;
  node: string;
  cores: number;
  seconds: number;
  releases: readonly Measured[];
}>;

export function timesOf(ms: readonly number[]): Times {
  return {
    calls: ms.length,
    p50: quantile(ms, 0.5),
    p99: quantile(ms, 0.99),
    max: quantile(ms, 1),
  };
}

/** Counts what ended alike, by place and code. */
export function byEnd(bought: readonly Bought[], end: Bought['end']): Record<string, Times> {
  const groups = new Map<string, number[]>();
  for (const one of bought) {
    if (one.end !== end) continue;
    const name = `${one.at}: ${one.code}`;
    groups.set(name, [...(groups.get(name) ?? []), one.tookMs]);
  }
  return Object.fromEntries([...groups].map(([name, tookMs]) => [name, timesOf(tookMs)]));
}

/** 401 is what a forged callback is to be answered with. */
function isRight(name: ProbeName, status: number): boolean {
  return name === 'forged callback' ? status === 401 : status === 200 || status === 204;
}

export function probesOf(probed: Probed): Phase['probes'] {
  const of = (name: ProbeName): Phase['probes'][ProbeName] => {
    const answers = probed[name];
    const failed = answers.filter(({ status }) => !isRight(name, status)).length;
    return { ...timesOf(answers.map(({ tookMs }) => tookMs)), failed };
  };
  return {
    'genuine callback': of('genuine callback'),
    'forged callback': of('forged callback'),
    read: of('read'),
    health: of('health'),
  };
}
