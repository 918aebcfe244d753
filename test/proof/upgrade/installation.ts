import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyTree } from '../../kit/copied-tree.ts';
import { type RunningPaidOnce, startPaidOnce } from '../../kit/paidonce.ts';
import { shortPolls } from '../../kit/short-polls.ts';
import type { Release } from './releases.ts';
import { eventually, timeScale } from './stage.ts';
import { stoppedOnPurpose } from '../../kit/stopped-on-purpose.ts';

/** A part that can be replaced by itself: a process, with everything it imports. */
type Part = 'worker' | 'api';

/** Links to the installed releases, by which the supervisor finds worker and API. */
class Links {
  readonly #folder: string;
  readonly bundle: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.bundle = join(folder, 'installed-bundle.js');
  }

  put(part: Part, release: Release): void {
    const link = join(this.#folder, part);
    rmSync(link, { recursive: true, force: true });
    symlinkSync(join(release.folder, part), link, 'dir');
    if (part === 'worker') writeFileSync(this.bundle, release.bundle);
  }
}

async function untilListening(api: string): Promise<void> {
  await eventually('the API listens', async () => {
    const answer = await fetch(`${api}/healthz`).catch(() => null);
    return answer?.ok === true;
  });
}

/** PaidOnce on real servers, whose worker and API can be replaced by those of another release. */
export class Installation {
  readonly paidonce: RunningPaidOnce;
  readonly #links: Links;
  readonly #remove: () => void;

  private constructor(paidonce: RunningPaidOnce, links: Links, remove: () => void) {
    this.paidonce = paidonce;
    this.#links = links;
    this.#remove = remove;
  }

  static async start(release: Release): Promise<Installation> {
    const tree = copyTree();
    const data = mkdtempSync(join(tmpdir(), 'paidonce-upgrade-'));
    // If we are root, PostgreSQL runs as another user, who must be able to reach its data.
    chmodSync(data, 0o711);
    const links = new Links(tree.folder);
    links.put('worker', release);
    links.put('api', release);
    const paidonce = await startPaidOnce({
      timeScale,
      env: { ...shortPolls, ...stoppedOnPurpose, PAIDONCE_WORKFLOW_BUNDLE: links.bundle },
      dataFolder: join(data, 'data'),
      folder: tree.folder,
    });
    return new Installation(paidonce, links, () => {
      tree.remove();
      rmSync(data, { recursive: true, force: true });
    });
  }

  /**
   * Replaces a part by that of another release.
   *
   * @param signal whether the old part is killed, or asked to end
   * @param meanwhile what to do right before the new part starts, while no worker runs
   */
  async replace(
    part: Part,
    release: Release,
    signal: 'SIGKILL' | 'SIGTERM',
    meanwhile: () => Promise<void> = async () => {},
  ): Promise<void> {
    const { paidonce } = this;
    const [worker, old] = [paidonce.pid('worker'), paidonce.pid(part)];
    process.kill(worker, 'SIGSTOP');
    try {
      await meanwhile();
      this.#links.put(part, release);
      process.kill(old, signal);
    } finally {
      process.kill(worker, 'SIGCONT');
    }
    await paidonce.replaced(part, old);
    if (part === 'api') await untilListening(paidonce.addresses.api);
  }

  async stop(): Promise<void> {
    await this.paidonce.stop();
    this.#remove();
  }
}
