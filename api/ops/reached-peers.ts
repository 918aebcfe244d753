import type { RouteDeps } from '../api-deps.ts';
import { tellClock, type ToldClock, unknownClock } from './clock-health.ts';

/** Whether the ledger and the engine answered, and whether our time is right. */
export type ReachedPeers = Readonly<{ ledger: boolean; engine: boolean; clock: ToldClock }>;

/** How long an answer is told again; ms. */
const rememberedMs = 1_000;

async function isLedgerReachable({ database, rareLog }: PeerDeps): Promise<boolean> {
  try {
    await database.query('select 1');
    return true;
  } catch (error) {
    const words = 'the ledger did not answer a readiness check';
    rareLog('warn', 'readiness', { err: error }, words);
    return false;
  }
}

type PeerDeps = Pick<RouteDeps, 'database' | 'engine' | 'rareLog'>;

/**
 * Asks the ledger and the engine, and remembers for a second what they answered. Anybody may ask us;
 * however many do, there is one question to each of them at a time.
 */
export function askPeers(deps: PeerDeps): () => Promise<ReachedPeers> {
  let asked: Promise<ReachedPeers> | null = null;
  let askedAtMs = 0;
  let isAnswered = false;

  async function ask(): Promise<ReachedPeers> {
    try {
      const [ledger, engine] = await Promise.all([
        isLedgerReachable(deps),
        deps.engine.isReachable(),
      ]);
      return { ledger, engine, clock: ledger ? await tellClock(deps.database) : unknownClock };
    } finally {
      isAnswered = true;
    }
  }

  return () => {
    if (asked === null || (isAnswered && Date.now() - askedAtMs >= rememberedMs)) {
      isAnswered = false;
      askedAtMs = Date.now();
      asked = ask();
    }
    return asked;
  };
}
