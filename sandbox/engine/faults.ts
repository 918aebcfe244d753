import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { faultKinds, operations } from './fault-kinds.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { Entry, Journal } from './journal.ts';

/** The body of POST /_sandbox/faults. */
export const faultRequestSchema = z.strictObject({
  channel: z.string(),
  operation: z.enum(operations),
  kind: z.enum(faultKinds),
  times: z.int().min(1).max(100_000).default(1),
  /** Part of a payment number, a refund number or the order reference; without it, any. */
  match: z.string().min(1).optional(),
  /** Milliseconds, never scaled: who asks says what is meant. */
  delay_ms: z.int().min(0).max(86_400_000).optional(),
  /** With `refuse`: what the channel refuses with, one of its `refusals`. */
  code: z.string().min(1).max(64).optional(),
});

export type FaultRequest = z.infer<typeof faultRequestSchema>;

const setSchema = faultRequestSchema.extend({
  area: z.literal('faults'),
  event: z.literal('set'),
  id: z.string(),
});
const faultsSchema = z.discriminatedUnion('event', [
  setSchema,
  z.object({ area: z.literal('faults'), event: z.literal('used'), id: z.string() }),
  z.object({ area: z.literal('faults'), event: z.literal('cleared') }),
]);

/** A fault that waits to happen; `times` is what is left of it. */
export type Fault = FaultRequest & Readonly<{ id: string }>;

/** Where a fault may strike: the operation, and the numbers and references it is about. */
export type FaultPoint = Readonly<{
  channel: string;
  operation: string;
  subjects: readonly string[];
}>;

/** The armed faults; kept in the journal, so a restart doesn't disarm them. */
export type Faults = Readonly<{
  set: (request: FaultRequest) => Fault;
  clear: () => void;
  list: () => readonly Fault[];
  /** Uses one matching fault up, the oldest first; undefined when none is armed for this point. */
  take: (point: FaultPoint, kind: FaultKind) => Fault | undefined;
}>;

function strikes(fault: Fault, point: FaultPoint, kind: FaultKind): boolean {
  const { match } = fault;
  return (
    fault.kind === kind &&
    fault.channel === point.channel &&
    fault.operation === point.operation &&
    (match === undefined || point.subjects.some((subject) => subject.includes(match)))
  );
}

/** Faults folded from the journal. */
export function createFaults(journal: Journal): Faults {
  const armed = new Map<string, Fault>();

  journal.area('faults', faultsSchema, (entry) => {
    if (entry.event === 'cleared') {
      armed.clear();
      return;
    }
    if (entry.event === 'set') {
      armed.set(entry.id, entry);
      return;
    }
    const fault = armed.get(entry.id);
    if (fault === undefined) return;
    if (fault.times === 1) armed.delete(entry.id);
    else armed.set(entry.id, { ...fault, times: fault.times - 1 });
  });

  const write = (entry: z.input<typeof faultsSchema>): void =>
    journal.write([entry satisfies Entry]);

  return Object.freeze({
    set(request: FaultRequest): Fault {
      const fault = { ...request, id: randomUUID() };
      write({ area: 'faults', event: 'set', ...fault });
      return fault;
    },
    clear: () => write({ area: 'faults', event: 'cleared' }),
    list: () => [...armed.values()],
    take(point: FaultPoint, kind: FaultKind): Fault | undefined {
      const fault = [...armed.values()].find((one) => strikes(one, point, kind));
      if (fault !== undefined) write({ area: 'faults', event: 'used', id: fault.id });
      return fault;
    },
  });
}
