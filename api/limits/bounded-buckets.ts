import { type Bucket, newBucket } from './bucket.ts';
import type { Caller } from './caller.ts';

/** The most callers of one kind that a process tells apart. */
const mostTold = 10_000;
/** A caller silent for so long may be forgotten: what it had used is there again, or nearly so, ms. */
const silentMs = 10_000;

type Remembered = { readonly bucket: Bucket; usedAtMs: number };

/**
 * The buckets of callers, as many as fit. When all places are taken by callers that called just now,
 * as with a flood from a million addresses, newcomers share one bucket.
 */
export function boundedBuckets(nowMs: () => number, most: number = mostTold) {
  const known: Readonly<Record<Caller['kind'], Map<string, Remembered>>> = {
    key: new Map(),
    switch: new Map(),
    token: new Map(),
    shopper: new Map(),
    address: new Map(),
  };
  const common: Readonly<Record<Caller['kind'], Bucket>> = {
    key: newBucket({ kind: 'key', name: '*' }),
    switch: newBucket({ kind: 'switch', name: '*' }),
    token: newBucket({ kind: 'token', name: '*' }),
    shopper: newBucket({ kind: 'shopper', name: '*' }),
    address: newBucket({ kind: 'address', name: '*' }),
  };

  /** Makes room for one more, if the caller that was silent longest was so long enough. */
  function hasRoom(of: Map<string, Remembered>): boolean {
    if (of.size < most) return true;
    const oldest = of.entries().next();
    if (oldest.done === true || nowMs() - oldest.value[1].usedAtMs < silentMs) return false;
    return of.delete(oldest.value[0]);
  }

  return {
    of: (caller: Caller): Bucket => {
      const ofKind = known[caller.kind];
      const remembered = ofKind.get(caller.name);
      if (remembered === undefined && !hasRoom(ofKind)) return common[caller.kind];
      const bucket = remembered?.bucket ?? newBucket(caller);
      // Those used last stand last.
      ofKind.delete(caller.name);
      ofKind.set(caller.name, { bucket, usedAtMs: nowMs() });
      return bucket;
    },
  };
}
