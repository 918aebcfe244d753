import { join } from 'node:path';
import { bundleWorkflows } from '../../worker/bundle.ts';
import type { Change } from './changed-text.ts';
import { copyTree } from './copied-tree.ts';

/**
 * The workflow bundle of a version that differs from this one: our source with some of it as it
 * was before.
 *
 * @param changes from what the source holds now to what the older version held
 * @returns the bundle's text
 * @throws where the source does not hold `from` exactly once: then the change has to be renewed
 */
export async function olderWorkflows(changes: readonly Change[]): Promise<string> {
  const tree = copyTree();
  try {
    tree.change(changes);
    return await bundleWorkflows(join(tree.folder, 'workflows', 'index.ts'));
  } finally {
    tree.remove();
  }
}
