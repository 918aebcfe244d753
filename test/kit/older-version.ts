import { join } from 'node:path';
import { bundleWorkflows } from '../../worker/bundle.ts';
import type { Change } from './changed-text.ts';
import { type CopiedTree, copyTree } from './copied-tree.ts';

/**
 * What the older version held in place of today's source: another rule (it closed no code and only
 * watched it) and another interpreter, so that none of its runs replays.
 */
const changes: readonly Change[] = [
  {
    file: 'workflows/order/order.ts',
    from: 'const loaded = await loadKnownOrder(calls);',
    to: 'await loadKnownOrder(calls);\n    const loaded = await loadKnownOrder(calls);',
  },
  {
    file: 'domain/agenda/due-times.ts',
    from: "return attempt.traits.closable ? 'close' : null;",
    to: 'return null;',
  },
];

/**
 * The workflow bundle of a copy of our source with some of it changed; the copy is as before then.
 *
 * @returns the bundle's text
 * @throws if the source does not hold a `from` exactly once: then that change is out of date
 */
export async function changedBundle(tree: CopiedTree, wanted: readonly Change[]): Promise<string> {
  const putBack = tree.change(wanted);
  try {
    return await bundleWorkflows(join(tree.folder, 'workflows', 'index.ts'));
  } finally {
    putBack();
  }
}

/** The same, of a copy made for it. */
export async function changedWorkflows(wanted: readonly Change[]): Promise<string> {
  const tree = copyTree();
  try {
    return await changedBundle(tree, wanted);
  } finally {
    tree.remove();
  }
}

/** The workflow bundle of the older version. */
export function olderWorkflows(): Promise<string> {
  return changedWorkflows(changes);
}
