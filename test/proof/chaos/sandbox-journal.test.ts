import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readSandboxJournal } from './sandbox-journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'paidonce-journal-'));
afterAll(() => rmSync(folder, { recursive: true }));

function journalOf(...lines: (readonly object[])[]) {
  mkdirSync(join(folder, 'sandbox'), { recursive: true });
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  writeFileSync(join(folder, 'sandbox', 'journal.jsonl'), `${text}[{"half":`);
  return readSandboxJournal(folder);
}

const callback = (id: string, triesMade: number, signing = 'right'): object => ({
  area: 'later',
  kind: 'planned',
  id,
  channel: 'wechat',
  dueMs: 1,
  task: { kind: 'callback', number: 'W1', id: 'E1', signing, triesMade },
});
const done = (id: string): object => ({ area: 'later', kind: 'done', id });

describe('what the sandbox wrote down', () => {
  test('nothing-lost: a callback counts as acknowledged once it is done and not tried again', () => {
    const told = [{ channel: 'wechat', eventId: 'E1', number: 'W1' }];
    expect(journalOf([callback('a', 0)], [done('a')]).acknowledged).toEqual(told);
    expect(journalOf([callback('a', 0)], [callback('b', 1), done('a')]).acknowledged).toEqual([]);
    expect(journalOf([callback('a', 0, 'forged')], [done('a')]).acknowledged).toEqual([]);
  });

  test('quiet-end: what is planned and not done is under way, an expiry is not', () => {
    const expiry = { area: 'later', kind: 'planned', id: 'x', channel: 'alipay', dueMs: 1 };
    const journal = journalOf([callback('a', 0), { ...expiry, task: { kind: 'expire' } }]);
    expect(journal.underWay).toEqual(['wechat callback W1']);
  });

  test('a fault counts when it struck, not when it was set', () => {
    const set = { area: 'faults', event: 'set', channel: 'alipay', operation: 'query' };
    const journal = journalOf(
      [{ ...set, id: '1', kind: 'delay' }],
      [{ ...set, id: '2', kind: 'lost_request' }],
      [{ area: 'faults', event: 'used', id: '2' }],
    );
    expect(journal.struck).toEqual(['alipay query lost_request']);
  });
});
