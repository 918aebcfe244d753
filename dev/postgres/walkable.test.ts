import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { requireWalkable } from './walkable.ts';

/** A user who owns nothing on this machine. */
const stranger = { name: 'postgres', uid: 54_321, gid: 54_321 };

describe('as root', () => {
  let parent: string;
  let data: string;
  beforeEach(() => {
    parent = mkdtempSync(join(realpathSync(tmpdir()), 'paidonce-walk-'));
    data = join(parent, 'data');
    mkdirSync(data, { mode: 0o755 });
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  test('root is told which folder bars the user of PostgreSQL, and how to open it', () => {
    chmodSync(parent, 0o700);
    const check = (): void => requireWalkable(data, 'the data folder', stranger);
    expect(check).toThrow(`can't pass ${parent} on the way to the data folder, ${data}`);
    expect(check).toThrow(`chmod o+x ${parent}`);
    expect(check).toThrow(/--data \/var\/lib\/paidonce[\s\S]*other than root[\s\S]*DATABASE_URL/);
  });

  test('a way that is open is no error', () => {
    chmodSync(parent, 0o711);
    expect(() => requireWalkable(data, 'the data folder', stranger)).not.toThrow();
  });
});
