import type { Keys } from './api-without-engine.ts';
import { exampleOrder } from './http-call.ts';

/** A request with one thing wrong, and the problem that must come of it. */
export type BadRequest = readonly [
  why: string,
  what: string,
  sent: Readonly<{
    as?: keyof Keys | null;
    body?: unknown;
    raw?: string | Uint8Array<ArrayBuffer>;
    headers?: Readonly<Record<string, string>>;
  }>,
  status: number,
  code: string,
  pointer?: string,
];

/** An order like the example, with some fields changed. */
export function newOrder(change: Readonly<Record<string, unknown>>): Readonly<{ body: object }> {
  return { body: { ...exampleOrder, id: 'new', ...change } };
}

/** Stands for an Idempotency-Key that each row gets anew. */
export const keyed = Object.freeze({ 'idempotency-key': 'new' });
