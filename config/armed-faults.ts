import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type FaultPoint, type Faults, noFaults } from '../domain/fault-point.ts';

const lookAgainMs = 20;

/**
 * Fault points armed by files, for tests: `DIR/POINT` containing `kill` ends
 * this process with SIGKILL when the point is reached; `hold` waits there until
 * `DIR/POINT.release` appears. Either way the file is first renamed to `POINT.reached`,
 * so that a point acts only once.
 *
 * @param env `PAIDONCE_FAULT_POINTS` names DIR; without it nothing is armed
 */
export function armedFaults(env: Readonly<Record<string, string | undefined>>): Faults {
  const folder = env['PAIDONCE_FAULT_POINTS'];
  if (folder === undefined || folder === '') return noFaults;
  const reach = async (point: FaultPoint): Promise<void> => {
    const path = join(folder, point);
    if (!existsSync(path)) return;
    const order = readFileSync(path, 'utf8').trim();
    // The file is not written to its end yet, or holds an unknown word.
    if (order !== 'kill' && order !== 'hold') return;
    renameSync(path, `${path}.reached`);
    if (order === 'kill') process.kill(process.pid, 'SIGKILL');
    while (!existsSync(`${path}.release`)) await setTimeout(lookAgainMs);
  };
  return Object.freeze({ reach });
}
