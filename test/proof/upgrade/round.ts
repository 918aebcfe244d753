import type { Client } from '@temporalio/client';
import type { Database } from '../../../ledger/database/database.ts';
import { collectEvidence } from '../chaos/collect-evidence.ts';
import type { Evidence, LedgerOrder } from '../chaos/evidence.ts';
import { stillMoving, untilQuiet } from '../chaos/quiet.ts';
import { readSandboxJournal } from '../chaos/sandbox-journal.ts';
import type { Story } from '../chaos/stories.ts';
import type { Installation } from './installation.ts';
import { judgeStories, type Told } from './judge.ts';
import { type Cell, historiesOf, isHeldByRule } from './matrix.ts';
import { orderId } from './releases.ts';
import { disagreement, runsOf } from './runs.ts';
import { Stage } from './stage.ts';
import type { Standing } from './upgrade-states.ts';

const restWithinMs = 60_000;
const endWithinMs = 90_000;

/** The servers that all rounds share. */
export type Ground = Readonly<{ installation: Installation; db: Database; engine: Client }>;

/** One order that is being played. What goes wrong with it is noted, and the others go on. */
type Player = Readonly<{ id: string; cell: Cell; troubles: string[] }> & {
  standing: Standing | null;
};

export type RoundResult = Readonly<{
  told: readonly Told[];
  evidence: Evidence;
  wrong: ReadonlyMap<string, readonly string[]>;
}>;

/**
 * The story for the judge, who must know if the sandbox was told to charge twice under one number.
 */
function asStory({ id, cell }: Player): Story {
  const isTwice = cell.state.name.startsWith('a second transaction');
  const fault = { channel: 'wechat', operation: 'callback', kind: 'second_transaction' } as const;
  return {
    id,
    kind: 'one channel',
    amountMinor: cell.state.captured,
    expiresInS: 0,
    clicks: [],
    clicksAtOnce: false,
    pays: [],
    payGapMs: 0,
    scans: false,
    late: null,
    latePayment: 'refund',
    decision: null,
    refunds: [],
    repeats: false,
    faults: isTwice ? [fault] : [],
  };
}

function ledgerOf({ orders }: Evidence, id: string): LedgerOrder {
  const ledger = orders.find((one) => one.id === id)?.ledger ?? null;
  if (ledger === null) throw new Error('the ledger does not have it');
  return ledger;
}

/** Plays twelve orders while processes are replaced. */
export class Round {
  readonly #ground: Ground;
  readonly #stage: Stage;
  readonly #players: readonly Player[];

  private constructor(ground: Ground, stage: Stage, cells: readonly Cell[]) {
    this.#ground = ground;
    this.#stage = stage;
    this.#players = cells.map((cell) => ({
      id: orderId(cell.rule?.at ?? 0, cell.stateAt),
      cell,
      troubles: [],
      standing: null,
    }));
  }

  static async open(name: string, ground: Ground, cells: readonly Cell[]): Promise<Round> {
    const stage = await Stage.open(name, ground.installation.paidonce, ground.db);
    return new Round(ground, stage, cells);
  }

  async #each(
    what: string,
    work: (player: Player, standing: Standing) => Promise<void>,
  ): Promise<void> {
    await Promise.all(
      this.#players.map(async (player) => {
        if (player.standing === null) return;
        try {
          await work(player, player.standing);
        } catch (error) {
          player.troubles.push(
            `${what}: ${error instanceof Error ? error.message : String(error)}`,
          );
        }
      }),
    );
  }

  /** Brings each order into its state. */
  async prepare(): Promise<void> {
    const stage = this.#stage;
    await Promise.all(
      this.#players.map(async (player) => {
        try {
          player.standing = await player.cell.state.prepare(stage, player.id);
        } catch (error) {
          player.troubles.push(`not brought into its state: ${String(error)}`);
        }
      }),
    );
    await this.#each('not in its state', async ({ id, cell }) => {
      const order = await stage.get(id);
      if (!cell.state.stands(order)) throw new Error(JSON.stringify(order));
    });
  }

  /** Does what each story does while no worker is there. */
  async meanwhile(): Promise<void> {
    await this.#each('while the worker was away', async ({ cell }, standing) => {
      await cell.state.meanwhile?.(this.#stage, standing);
    });
  }

  /** Lets the channels answer again and the people go on, until each order comes to its end. */
  async finish(): Promise<void> {
    await this.#stage.street.clearFaults();
    await this.#each('under the new version', async (player, standing) => {
      await player.cell.state.finish(this.#stage, standing);
      if (!isHeldByRule(player.cell)) await this.#untilEnd(player);
    });
  }

  async #untilEnd({ id, cell }: Player): Promise<void> {
    await this.#stage.until(id, cell.state.ends, endWithinMs);
  }

  async untilAllEnded(): Promise<void> {
    await this.#each('at the end', (player) => this.#untilEnd(player));
  }

  /** Waits until all is quiescent, or only orders that a rule holds are left. */
  async rest(heldAreLeft: 'held may move' | 'all at rest'): Promise<void> {
    const { db, installation } = this.#ground;
    const held = new Set(
      this.#players.filter(({ cell }) => isHeldByRule(cell)).map(({ id }) => id),
    );
    const { moving } = await untilQuiet(async () => {
      const all = await stillMoving(db, this.#stage.merchant, installation.paidonce.dataFolder);
      return heldAreLeft === 'all at rest' ? all : all.filter((one) => !held.has(one));
    }, restWithinMs);
    for (const player of this.#players) {
      if (moving.includes(player.id)) player.troubles.push('never came to rest');
    }
    const others = moving.filter((one) => !this.#players.some(({ id }) => id === one));
    if (others.length > 0) this.#players[0]?.troubles.push(`never at rest: ${others.join(', ')}`);
  }

  async #evidence(): Promise<Evidence> {
    const { db, installation } = this.#ground;
    const { merchant, diary } = this.#stage;
    const journal = readSandboxJournal(installation.paidonce.dataFolder);
    const observed = { diary, unwatched: [], unanswered: [] };
    const stories = this.#players.map(asStory);
    const evidence = await collectEvidence(db, journal, merchant, stories, observed);
    // Orders of earlier rounds are no strangers.
    const strangers = evidence.strangers.filter(({ order }) => order.startsWith(`${merchant}/`));
    return { ...evidence, strangers };
  }

  /** one-truth: asks each run, at rest by now, what it believes. */
  async compareDigests(): Promise<void> {
    const { engine } = this.#ground;
    const first = await this.#evidence();
    await this.#each('one-truth', async (player) => {
      const key = { merchant: this.#stage.merchant, orderId: player.id };
      let ledger = ledgerOf(first, player.id);
      for (;;) {
        if (ledger.nextDueAtMs !== null) return;
        const wrong = await disagreement(engine, key, ledger, historiesOf(player.cell));
        if (wrong === null) return;
        // A callback that came once more may have added a fact between the two looks.
        const now = ledgerOf(await this.#evidence(), player.id);
        if (now.version === ledger.version) throw new Error(wrong);
        ledger = now;
      }
    });
  }

  async judge(): Promise<RoundResult> {
    const told: Told[] = [];
    for (const { id, cell, troubles } of this.#players) {
      const key = { merchant: this.#stage.merchant, orderId: id };
      told.push({ id, cell, troubles, runs: await runsOf(this.#ground.engine, key) });
    }
    const evidence = await this.#evidence();
    return { told, evidence, wrong: judgeStories(told, evidence) };
  }
}
