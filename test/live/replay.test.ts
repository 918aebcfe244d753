import { DeterminismViolationError } from '@temporalio/workflow';
import { ReplayError, Worker } from '@temporalio/worker';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { orderWorkflowId } from '../../workflows/messages/workflow-id.ts';
import { scenarios, shopperData } from '../golden/scenarios.ts';
import { type CopiedTree, copyTree } from '../kit/copied-tree.ts';
import { changedBundle } from '../kit/older-version.ts';
import { workflowBundle } from '../kit/workflow-bundle.ts';
import { changedRules } from '../proof/upgrade/changed-rules.ts';
import { quietRuntime } from '../kit/quiet-runtime.ts';

/**
 * Orders begun by yesterday's code go on under today's: histories saved from live
 * orders (test/golden/record.ts says how) replay with the current bundle.
 */
const golden = new URL('../golden/', import.meta.url);
const names = readdirSync(golden)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length));

type GoldenHistory = Readonly<{ events: readonly object[] }>;

function historyOf(name: string): GoldenHistory {
  const text = readFileSync(new URL(`${name}.json`, golden), 'utf8');
  return JSON.parse(text) as GoldenHistory;
}

/** A history as text, with its payloads decoded. */
function plainText(history: GoldenHistory): string {
  return JSON.stringify(history, (key, value: unknown) =>
    key === 'data' && typeof value === 'string'
      ? Buffer.from(value, 'base64').toString('utf8')
      : value,
  );
}

const startSchema = z.object({
  workflowExecutionStartedEventAttributes: z.object({
    input: z.object({ payloads: z.array(z.object({ data: z.string() })) }),
  }),
});
const argumentsSchema = z.object({ key: z.object({ merchant: z.string(), orderId: z.string() }) });

/**
 * The workflow id of the history's order, under which it must be replayed: another id ends the run.
 */
function workflowIdOf({ events }: GoldenHistory): string {
  const { input } = startSchema.parse(events[0]).workflowExecutionStartedEventAttributes;
  const text = Buffer.from(input.payloads[0]?.data ?? '', 'base64').toString('utf8');
  return orderWorkflowId(argumentsSchema.parse(JSON.parse(text)).key);
}

const bundle: { code: string } = { code: '' };
/** Of the source, in which one rule after another is changed. */
const copy: { tree: CopiedTree | null } = { tree: null };

/** @returns what went wrong, by history */
async function replayed(
  histories: readonly Readonly<{ name: string; history: GoldenHistory }>[],
  code = bundle.code,
): Promise<ReadonlyMap<string, Error | undefined>> {
  const results = new Map<string, Error | undefined>();
  const names = new Map(histories.map(({ name, history }) => [workflowIdOf(history), name]));
  const all = histories.map(({ history }) => ({ workflowId: workflowIdOf(history), history }));
  for await (const { workflowId, error } of Worker.runReplayHistories(
    { workflowBundle: { code } },
    all,
  )) {
    results.set(names.get(workflowId) ?? workflowId, error);
  }
  return results;
}

beforeAll(async () => {
  quietRuntime();
  bundle.code = await workflowBundle();
});
afterAll(() => copy.tree?.remove());

/** Histories of the version before, kept while runs of it may exist. */
const before = readdirSync(new URL('before/', golden)).map((name) =>
  name.slice(0, -'.json'.length),
);

describe('golden histories', () => {
  test('runs that the version before began go on under this one', async () => {
    expect(before).toEqual(expect.arrayContaining(Object.keys(scenarios)));
    const old = before.map((name) => ({ name, history: historyOf(`before/${name}`) }));
    for (const [name, error] of await replayed(old)) expect(error, name).toBeUndefined();
  });

  test('there is one of each story, and it tells that story', () => {
    expect(names).toEqual(expect.arrayContaining(Object.keys(scenarios)));
    for (const [name, { tells }] of Object.entries(scenarios)) {
      expect(plainText(historyOf(name)).includes(tells), name).toBe(true);
    }
  });

  test('all of them replay with the workflow code of today', async () => {
    const results = await replayed(names.map((name) => ({ name, history: historyOf(name) })));
    expect([...results.keys()].sort()).toEqual([...names].sort());
    for (const [name, error] of results) expect(error, name).toBeUndefined();
  });

  test.each(Object.entries(changedRules))(
    'all of them replay under a changed rule: %s',
    async (_name, change) => {
      const code = await changedBundle((copy.tree ??= copyTree()), [change]);
      const histories = names.map((name) => ({ name, history: historyOf(name) }));
      const results = await replayed(histories, code);
      for (const [name, error] of results) expect(error, name).toBeUndefined();
    },
  );

  /**
   * The same history with one word changed, as if the code had done, or been told, something else.
   */
  function tampered(of: string, from: RegExp, to: string): GoldenHistory {
    let changes = 0;
    const history = JSON.stringify(historyOf(of), (key, value: unknown) => {
      if (typeof value !== 'string' || changes > 0) return value;
      const text = key === 'data' ? Buffer.from(value, 'base64').toString('utf8') : value;
      if (!from.test(text)) return value;
      changes += 1;
      const changed = text.replace(from, to);
      return key === 'data' ? Buffer.from(changed).toString('base64') : changed;
    });
    expect(changes).toBe(1);
    return JSON.parse(history) as GoldenHistory;
  }

  const refused = '{"kind":"refused","code":"NO"}';
  const tamperings: Readonly<Record<string, readonly [string, RegExp, string]>> = {
    'another activity': ['paid', /^create$/, 'query'],
    'another answer of the ledger': [
      'paid-by-poll',
      /^{"kind":"appended".*$/,
      '{"kind":"conflict"}',
    ],
  };

  test('one-truth: what was decided anew counts for nothing against what the ledger answered', async () => {
    const history = tampered('paid-by-poll', /{"kind":"offered"[^}]*}/, refused);
    const results = await replayed([{ name: 'tampered', history }]);
    expect([...results]).toEqual([['tampered', undefined]]);
  });

  test.each(Object.keys(tamperings))('the replay is awake: it finds %s', async (what) => {
    const tampering = tamperings[what];
    if (tampering === undefined) throw new Error('named above');
    const history = tampered(...tampering);
    const results = await replayed([{ name: 'tampered', history }]);
    expect(results.get('tampered')).toBeInstanceOf(DeterminismViolationError);
  });

  test('one-truth: a run does not go on from the answer to another call of the ledger', async () => {
    const appended = '{"kind":"appended","seq":1,"facts":[]}';
    const history = tampered('paid-by-poll', /^{"facts":.*$/, appended);
    const results = await replayed([{ name: 'tampered', history }]);
    expect(results.get('tampered')).toBeInstanceOf(ReplayError);
  });
});

describe('what passes through the engine', () => {
  test.each(names)('%s: nothing of the shopper, no offer, no secret, no machine', (name) => {
    const plain = plainText(historyOf(name));
    for (const value of Object.values(shopperData)) expect(plain).not.toContain(value);
    // Codes and links offered to the shopper, keys, certificates, signatures and raw callbacks.
    expect(plain).not.toMatch(/weixin:|https?:|PRIVATE KEY|BEGIN |Bearer |po_(live|test|key)/i);
    expect(plain).not.toMatch(/openid|api_?key|secret|signature|ciphertext|postgresql:|password/i);
    expect(plain).not.toMatch(/"identity":"(?!golden"|")|"name":"(\d+@|paidonce-worker)/);
  });
});
