import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import type { Surroundings } from '../surroundings.ts';
import { type Finding, notWell, reasonOf, well } from './finding.ts';

const leastBytes = 1024 ** 3;
const leastShare = 0.05;

async function findingOf(folder: string): Promise<Finding> {
  const what = `disk of ${folder}`;
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const found = `${(free / 1024 ** 3).toFixed(1)} GiB free of ${((blocks * bsize) / 1024 ** 3).toFixed(1)}`;
    if (free >= leastBytes && bavail >= blocks * leastShare) return well(what, found);
    const help = 'Make room: logs and the embedded database stop where the disk is full.';
    return notWell(what, free === 0 ? 'wrong' : 'look', found, help);
  } catch (error) {
    return notWell(what, 'wrong', reasonOf(error), 'See that the folder is there and readable.');
  }
}

/** Disks of this machine that PaidOnce writes to; the database's own, where it is elsewhere, is not seen. */
export async function diskFindings({ env }: Surroundings): Promise<readonly Finding[]> {
  const heartbeat = env['PAIDONCE_HEARTBEAT_FILE'] ?? '';
  const folders = new Set([
    process.cwd(),
    tmpdir(),
    ...(heartbeat === '' ? [] : [dirname(heartbeat)]),
  ]);
  return await Promise.all([...folders].map(findingOf));
}
