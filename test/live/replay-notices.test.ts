import { Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { noticeStories } from '../golden/notice-stories.ts';
import { quietRuntime } from '../kit/quiet-runtime.ts';
import { workflowBundle } from '../kit/workflow-bundle.ts';

/**
 * Runs of endpoints' notices that yesterday's code began go on under today's: histories saved from
 * live ones (test/golden/record-notices.ts says how) replay with the current bundle.
 */
const golden = new URL('../golden/notices/', import.meta.url);
const names = readdirSync(golden).map((name) => name.slice(0, -'.json'.length));
const bundle: { code: string } = { code: '' };

beforeAll(async () => {
  quietRuntime();
  bundle.code = await workflowBundle();
});

function textOf(name: string): string {
  return readFileSync(new URL(`${name}.json`, golden), 'utf8');
}

/** @returns what went wrong */
async function replayed(text: string): Promise<Error | undefined> {
  const history: unknown = JSON.parse(text);
  const all = [{ workflowId: 'notices/golden/nend_golden', history }];
  for await (const { error } of Worker.runReplayHistories(
    { workflowBundle: { code: bundle.code } },
    all,
  )) {
    return error;
  }
  throw new Error('nothing was replayed');
}

test('there is a golden history of each story of notices, and it tells that story', () => {
  expect(names).toEqual(expect.arrayContaining(Object.keys(noticeStories)));
  for (const [name, { tells }] of Object.entries(noticeStories)) {
    expect(textOf(name).includes(tells), name).toBe(true);
  }
});

test.each(names)('a run of notices replays with the workflow code of today: %s', async (name) => {
  expect(await replayed(textOf(name))).toBeUndefined();
});

test('the replay of notices is awake: it finds another activity', async () => {
  const from = '"name": "sendNotices"';
  const text = textOf('woken');
  expect(text).toContain(from);
  const error = await replayed(text.replace(from, '"name": "sendOne"'));
  expect(error).toBeInstanceOf(DeterminismViolationError);
});

test.each(names)('%s: no address of a receiver, no event, no secret, no machine', (name) => {
  const plain = JSON.stringify(JSON.parse(textOf(name)), (key, value: unknown) =>
    key === 'data' && typeof value === 'string'
      ? Buffer.from(value, 'base64').toString('utf8')
      : value,
  );
  expect(plain).not.toMatch(/https?:|whsec_|order\.paid|A-1|postgresql:|password|Bearer /i);
  expect(plain).not.toMatch(/"identity":"(?!golden"|")|"name":"(\d+@|paidonce-worker)/);
});
