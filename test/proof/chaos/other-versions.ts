import type { SecondProcess } from '../../kit/second-process.ts';
import { changedRules } from '../upgrade/changed-rules.ts';
import { seededRandom } from './seeded-random.ts';

/** A worker of another version, which runs beside the new one for a part of the load. */
export type OtherVersion = Readonly<{
  name: string;
  /** It is killed once this share of the orders has been played. */
  untilShare: number;
  start: () => Promise<SecondProcess>;
}>;

/** How many workflow tasks a version's worker completed. */
export type VersionTasks = Readonly<{ version: string; tasks: number }>;

/** One of the changed rules under which histories replay, picked by the seed. */
export function drawnRule(seed: number): string {
  // Another random stream than those of stories and strikes.
  return seededRandom(seed ^ 0x2545f491).pick(Object.keys(changedRules));
}

/** The other versions, one after the other, as the load goes on. */
export class OtherVersions {
  readonly #waiting: OtherVersion[];
  readonly #orders: number;
  readonly #say: (line: string) => void;
  readonly #started: { readonly version: string; readonly pid: number }[] = [];
  #current: { readonly version: OtherVersion; readonly process: SecondProcess } | null = null;

  constructor(versions: readonly OtherVersion[], orders: number, say: (line: string) => void) {
    this.#waiting = [...versions];
    this.#orders = orders;
    this.#say = say;
  }

  async startNext(): Promise<void> {
    const version = this.#waiting.shift();
    if (version === undefined) return;
    const process = await version.start();
    this.#current = { version, process };
    this.#started.push({ version: version.name, pid: process.pid });
  }

  /**
   * Kills the worker whose share of the load is over, and starts the next.
   *
   * @param played orders played so far; it is called once with each number
   * @throws Error if the worker had ended by itself
   */
  async played(played: number): Promise<void> {
    const current = this.#current;
    if (current === null) return;
    const { version, process } = current;
    if (played !== Math.floor(this.#orders * version.untilShare)) return;
    this.#current = null;
    if (process.hasEnded()) throw new Error(`${version.name} ended though nobody killed it`);
    await process.kill();
    this.#say(`${played}/${this.#orders} orders: the worker of ${version.name} is gone`);
    await this.startNext();
  }

  async kill(): Promise<void> {
    this.#waiting.length = 0;
    await this.#current?.process.kill();
  }

  /** @param tasksDone tasks completed, by process id */
  tasks(tasksDone: ReadonlyMap<number, number>): readonly VersionTasks[] {
    return this.#started.map(({ version, pid }) => ({ version, tasks: tasksDone.get(pid) ?? 0 }));
  }
}
