import { expect, test } from 'vitest';
import { copyTree } from '../../kit/copied-tree.ts';
import { sourceSeed } from './source-seed.ts';

test('the same rules are walked in the same ways, and changed ones in others', () => {
  const tree = copyTree();
  try {
    expect(sourceSeed(tree.folder)).toBe(sourceSeed());
    tree.change([
      { file: 'domain/order/expiry.ts', from: 'Math.max(wanted,', to: 'Math.min(wanted,' },
    ]);
    expect(sourceSeed(tree.folder)).not.toBe(sourceSeed());
  } finally {
    tree.remove();
  }
});
