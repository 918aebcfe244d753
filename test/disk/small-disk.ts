import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A data folder on a small disk of its own, which can be filled. */
export type SmallDisk = Readonly<{
  dataFolder: string;
  fill: () => void;
  /** Gives back what `fill` took. */
  free: () => void;
  remove: () => void;
}>;

const size = '400m';

function mount(folder: string, size: string): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', folder]);
}

/** Until not one byte more is taken. */
function fillUp(file: string): void {
  const descriptor = openSync(file, 'a');
  try {
    for (let bytes = 1_048_576; bytes >= 1;) {
      try {
        writeSync(descriptor, Buffer.alloc(bytes, 1));
      } catch (error) {
        if (!(error instanceof Error) || !error.message.includes('ENOSPC')) throw error;
        bytes = Math.floor(bytes / 2);
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Mounts it. The sandbox has a disk of its own, as a channel has.
 *
 * @throws Error where this user may not mount
 */
export function smallDisk(): SmallDisk {
  const dataFolder = mkdtempSync(join(tmpdir(), 'paidonce-disk-'));
  mount(dataFolder, size);
  // It is not empty when PaidOnce finds it, so it is marked as its own.
  writeFileSync(join(dataFolder, 'paidonce-data.json'), '{"paidonce_data":1}\n');
  mount(join(dataFolder, 'sandbox'), '50m');
  const filler = join(dataFolder, 'filler');
  return {
    dataFolder,
    fill: () => fillUp(filler),
    free: () => rmSync(filler, { force: true }),
    remove: () => {
      execFileSync('umount', ['--recursive', dataFolder]);
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
