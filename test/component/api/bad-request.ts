import type { Keys } from './api-without-engine.ts';
import { exampleOrder } from './http-call.ts';

/** One thing wrong with one request, and the problem that must come of it. */
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

/** An order like the example, with something about it changed. */
export function newOrder(change: Readonly<Record<string, unknown>>): Readonly<{ body: object }> {
  return { body: { ...exampleOrder, id: 'new', ...change } };
}

/** Stands for an Idempotency-Key of the row's own. */
export const keyed = Object.freeze({ 'idempotency-key': 'new' });
