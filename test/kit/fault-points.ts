import { existsSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { FaultPoint } from '../../domain/fault-point.ts';

const patienceMs = 30_000;
const lookAgainMs = 10;

/** Arms a point in one step, so that no process reads half of what is written. */
export function arm(folder: string, point: FaultPoint, order: 'hold' | 'kill'): void {
  const path = join(folder, point);
  writeFileSync(`${path}.new`, order);
  renameSync(`${path}.new`, path);
}

/** The fault points of one running product; see config/armed-faults.ts. */
export class FaultPoints {
  readonly folder = mkdtempSync(join(tmpdir(), 'paidonce-faults-'));

  /** The next process to reach this point waits there until it is released. */
  hold(point: FaultPoint): void {
    arm(this.folder, point, 'hold');
  }

  /** The next process to reach this point dies there. */
  kill(point: FaultPoint): void {
    arm(this.folder, point, 'kill');
  }

  async reached(point: FaultPoint): Promise<void> {
    const untilMs = Date.now() + patienceMs;
    while (!existsSync(join(this.folder, `${point}.reached`))) {
      if (Date.now() > untilMs) throw new Error(`nothing reached ${point}`);
      await setTimeout(lookAgainMs);
    }
  }

  release(point: FaultPoint): void {
    writeFileSync(join(this.folder, `${point}.release`), '');
  }
}
