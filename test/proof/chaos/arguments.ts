import { parseArgs } from 'node:util';
import { ciSize, fullSize, type Size } from './schedule.ts';

export type ChaosArguments = Readonly<{
  seed: number;
  isFull: boolean;
  size: Size;
  /** How many orders are under way at a time. */
  atOnce: number;
  /** The load of its form; another one leaves no figures. */
  isUsualLoad: boolean;
  /** Keeps the data folder, with its logs, if something was violated. */
  keep: boolean;
}>;

const usualAtOnce = 14;

function whole(text: string, name: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`--${name} must be a whole number, and is ${text}`);
}

/** @param args of `npm run proof:chaos -- ARGS` @throws Error, which names what is wrong */
export function readArguments(args: readonly string[]): ChaosArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      full: { type: 'boolean', default: false },
      orders: { type: 'string' },
      'at-once': { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  });
  const size = values.full ? fullSize : ciSize;
  const orders = values.orders === undefined ? size.orders : whole(values.orders, 'orders');
  const atOnce =
    values['at-once'] === undefined ? usualAtOnce : whole(values['at-once'], 'at-once');
  return {
    seed:
      values.seed === undefined ? Math.floor(Math.random() * 100_000) : whole(values.seed, 'seed'),
    isFull: values.full,
    size: { ...size, orders },
    atOnce,
    isUsualLoad: orders === size.orders && atOnce === usualAtOnce,
    keep: values.keep,
  };
}

/** What repeats a run. */
export function chaosCommand({ seed, isFull, isUsualLoad, size, atOnce }: ChaosArguments): string {
  const load = isUsualLoad ? '' : ` --orders ${size.orders} --at-once ${atOnce}`;
  return `npm run proof:chaos -- --seed ${seed}${isFull ? ' --full' : ''}${load}`;
}
