import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../../dev/own-process.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';

/** One place where the older version read otherwise. */
export type Difference = Readonly<{ file: string; now: string; before: string }>;

/**
 * The workflow bundle of a version that differs from this one: our source with some of it as it
 * was before.
 *
 * @returns the bundle's text
 * @throws where the source does not hold `now` exactly once: then the difference has to be renewed
 */
export async function olderWorkflows(differences: readonly Difference[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'paidonce-older-'));
  try {
    for (const room of ['domain', 'workflows']) {
      cpSync(join(projectFolder, room), join(folder, room), { recursive: true });
    }
    symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'));
    symlinkSync(join(projectFolder, 'package.json'), join(folder, 'package.json'));
    for (const { file, now, before } of differences) {
      const path = join(folder, file);
      const parts = readFileSync(path, 'utf8').split(now);
      if (parts.length !== 2) throw new Error(`${file} does not hold once: ${now}`);
      writeFileSync(path, parts.join(before));
    }
    return await bundleWorkflows(join(folder, 'workflows', 'index.ts'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
