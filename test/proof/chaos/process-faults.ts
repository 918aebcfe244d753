import type { FaultPoint } from '../../../domain/fault-point.ts';
import type { ProcessName } from '../../kit/paidonce.ts';

/** What can be killed, stopped and cut off. */
export const components = [
  'api',
  'worker',
  'temporal',
  'postgres',
  'sandbox',
] as const satisfies readonly ProcessName[];

export type Component = (typeof components)[number];

/** Every fault point of the source, with the process that reaches it. */
const reachedBy: Readonly<Record<FaultPoint, 'api' | 'worker'>> = {
  'append-before': 'worker',
  'append-after': 'worker',
  'create-before-call': 'worker',
  'create-after-call': 'worker',
  'create-after-offer': 'worker',
  'query-before-call': 'worker',
  'query-after-call': 'worker',
  'close-before-call': 'worker',
  'close-after-call': 'worker',
  'refund-before-call': 'worker',
  'refund-after-call': 'worker',
  'callback-before-store': 'api',
  'callback-after-store': 'api',
  'relay-before-signal': 'api',
  'relay-after-signal': 'api',
};

export const faultPoints = Object.keys(reachedBy) as readonly FaultPoint[];

/**
 * `kill`: kill -9. `stop`: SIGSTOP, later SIGCONT; of PostgreSQL with all its backends. `cut`:
 * every connection of the process is broken, and it lives on. `kill_at`: kill -9 at a fault point.
 */
export type ProcessFault =
  | Readonly<{ kind: 'kill'; component: Component }>
  | Readonly<{ kind: 'stop'; component: Component; forMs: number }>
  | Readonly<{ kind: 'cut'; component: Component }>
  | Readonly<{ kind: 'kill_at'; component: Component; point: FaultPoint }>;

export const processFaultKinds = ['kill', 'stop', 'cut', 'kill_at'] as const;

/** @returns the kill at that point, of the process that reaches it */
export function killAt(point: FaultPoint): ProcessFault {
  return { kind: 'kill_at', component: reachedBy[point], point };
}

/** The fault in one line for people. */
export function presentFault(fault: ProcessFault): string {
  switch (fault.kind) {
    case 'kill':
      return `kill -9 ${fault.component}`;
    case 'stop':
      return `stop ${fault.component} for ${fault.forMs} ms`;
    case 'cut':
      return `cut the connections of ${fault.component}`;
    case 'kill_at':
      return `kill -9 ${fault.component} at ${fault.point}`;
    default:
      return fault satisfies never;
  }
}
