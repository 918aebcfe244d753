import { z } from 'zod';
import { openDatabase } from '../../../ledger/database/database.ts';
import type { RunningPaidOnce } from '../../kit/paidonce.ts';
import { Shop } from '../../kit/shop.ts';
import type { ChaosArguments } from './arguments.ts';
import { collectEvidence } from './collect-evidence.ts';
import { countLives, type UnaskedStarts } from './count-lives.ts';
import { Diary } from './diary.ts';
import type { Evidence, Unwatched } from './evidence.ts';
import { judge } from './judge/judge.ts';
import type { Violation } from './judge/violation.ts';
import { runLoad } from './load.ts';
import { Merchant } from './merchant.ts';
import { watchOrders } from './onlookers.ts';
import { type OtherVersion, OtherVersions, type VersionTasks } from './other-versions.ts';
import { playStory } from './play-story.ts';
import { type ProcessFault, presentFault } from './process-faults.ts';
import { lookForUnwatched, type Rest, stillMoving, untilQuiet } from './quiet.ts';
import { missedCells } from './report.ts';
import { readSandboxJournal } from './sandbox-journal.ts';
import { scheduleOf } from './schedule.ts';
import { Shopper } from './shopper.ts';
import { Striker } from './strike.ts';
import { tasksDone } from './tasks-done-by.ts';

/** Every order must be quiescent within this time after the faults have stopped; ms. */
const quietWithinMs = 120_000;

const merchantId = 'chaos';

/** Durations in ms before `timeScale` is applied: what takes hours in life takes seconds here. */
const policy = {
  supersede_bound_ms: 20_000,
  poll_schedule_ms: [20_000, 100_000],
  poll_every_ms: 200_000,
  retries_ms: [3_000, 10_000, 30_000],
  create_repeats_ms: [5_000, 10_000, 30_000, 60_000],
  refund_poll_schedule_ms: [10_000, 20_000, 40_000],
  refund_retries_ms: [20_000, 40_000],
  closing_silence_ms: 300_000,
  late_answer_ms: 160_000,
};

/** What a run did and found. */
export type ChaosRun = Readonly<{
  seconds: number;
  loadSeconds: number;
  rest: Rest;
  /** The bound within which all must be quiescent. */
  quietWithinMs: number;
  evidence: Evidence;
  violations: readonly Violation[];
  hit: readonly ProcessFault[];
  missed: readonly string[];
  channelFaults: readonly string[];
  unaskedStarts: UnaskedStarts;
  requests: Merchant['counts'];
  /** Of the workers of other versions, in the order in which they ran. */
  versionTasks: readonly VersionTasks[];
}>;

async function makeMerchant({ addresses }: RunningPaidOnce, diary: Diary): Promise<Merchant> {
  const ops = new Shop(addresses, addresses.ops_key);
  const made = await ops.call('POST', '/v1/merchants', { id: merchantId, name: 'Chaos', policy });
  if (made.status !== 201) throw new Error(`no merchant: ${JSON.stringify(made.body)}`);
  const key = await ops.call('POST', `/v1/merchants/${merchantId}/keys`, { role: 'merchant' });
  const { key: secret } = z.looseObject({ key: z.string() }).parse(key.body);
  return new Merchant(addresses.api, secret, diary);
}

/**
 * Load, faults, rest and judgement on one running product.
 *
 * @param versions workers of other versions, which run one after the other beside the new one
 * @param points the folder that `PAIDONCE_FAULT_POINTS` names
 * @param say shows a line to people
 */
export async function runChaos(
  { seed, size, atOnce }: ChaosArguments,
  paidonce: RunningPaidOnce,
  versions: readonly OtherVersion[],
  points: string,
  say: (line: string) => void,
): Promise<ChaosRun> {
  const beganMs = Date.now();
  const { stories, strikes } = scheduleOf(seed, size);
  const diary = new Diary();
  const merchant = await makeMerchant(paidonce, diary);
  const others = new OtherVersions(versions, stories.length, say);
  await others.startNext();
  const shopper = new Shopper(paidonce.addresses.sandbox);
  const striker = new Striker(paidonce, points);
  const db = openDatabase(paidonce.addresses.database, { applicationName: 'chaos-judge', max: 2 });
  const stopping = new AbortController();
  const watching = watchOrders(merchant, diary, stopping.signal);
  const unwatched: Unwatched[] = [];
  const looking = setInterval(() => {
    // While PostgreSQL is dead nobody can look; the next look will tell.
    lookForUnwatched(db, merchantId).then(
      (found) => unwatched.push(...found),
      () => undefined,
    );
  }, 1_000);
  const hit: ProcessFault[] = [];
  const lives = countLives(paidonce);
  let played = 0;
  try {
    const unanswered = await runLoad({
      stories,
      strikes,
      atOnce,
      play: async (story) => {
        await playStory({ merchant, shopper }, story);
        played += 1;
        await others.played(played);
      },
      strike: async ({ fault }) => {
        const struck = await striker.strike(fault);
        if (struck === 'hit') hit.push(fault);
        const at = ((Date.now() - beganMs) / 1_000).toFixed(1).padStart(6);
        say(`${at} s  ${played}/${stories.length} orders  ${presentFault(fault)}: ${struck}`);
      },
    });
    const loadSeconds = (Date.now() - beganMs) / 1_000;
    await shopper.clearFaults();
    say(`The faults have stopped after ${loadSeconds.toFixed(0)} s; waiting for rest.`);
    const rest = await untilQuiet(
      () => stillMoving(db, merchantId, paidonce.dataFolder),
      quietWithinMs,
    );
    stopping.abort();
    await watching;
    const observed = { diary, unwatched, unanswered };
    const journal = readSandboxJournal(paidonce.dataFolder);
    const evidence = await collectEvidence(db, journal, merchantId, stories, observed);
    return {
      seconds: (Date.now() - beganMs) / 1_000,
      loadSeconds,
      rest,
      quietWithinMs,
      evidence,
      violations: judge(evidence),
      hit,
      missed: missedCells(hit, journal.struck),
      channelFaults: journal.struck,
      unaskedStarts: lives.unasked(hit),
      requests: merchant.counts,
      versionTasks: others.tasks(await tasksDone(paidonce.addresses.temporal)),
    };
  } finally {
    clearInterval(looking);
    await others.kill();
    lives.stop();
    stopping.abort();
    await db.close();
  }
}
