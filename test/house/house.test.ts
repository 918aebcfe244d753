import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The import column of docs/architecture.md#rooms; tests of a room, `dev` and `test` may import all. */
const rooms = [
  'domain',
  'channels',
  'ledger',
  'notices',
  'activities',
  'workflows',
  'worker',
  'api',
  'checkout',
  'config',
  'client',
  'sandbox',
  'cli',
] as const;
const importingAll = ['dev', 'test', 'bench'] as const;
const notSource = new Set(['node_modules', 'build', 'docs', 'ops']);

/** Where a channel's name would mean that a channel is treated in its own way outside `channels/`. */
const knowingNoChannel = [
  'api',
  'domain',
  'workflows',
  'activities',
  'worker',
  'ledger',
  'notices',
  'config',
  'sandbox/engine',
] as const;

const reportSchema = z.object({
  modules: z.array(z.object({ source: z.string() })),
  summary: z.object({
    violations: z.array(
      z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) }),
    ),
    ruleSetUsed: z.object({ forbidden: z.array(z.object({ name: z.string() })) }),
  }),
});
type Report = z.output<typeof reportSchema>;

/** The command of `npm run check:imports`, told as JSON; its exit code is the number of violations. */
async function cruise(folder: string): Promise<Report> {
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', folder];
  const printed = await new Promise<string>((resolve) => {
    const options = { cwd: root, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, args, options, (_exitCode, stdout) => resolve(stdout));
  });
  return reportSchema.parse(JSON.parse(printed));
}

function filesIn(room: string): string[] {
  if (!existsSync(join(root, room))) return [];
  return readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.test\.ts$|^testing\//.test(path))
    .map((path) => join(room, path));
}

/** Texts and names in the code of a file; comments may name what they like. */
function wordsOf(path: string): string[] {
  const file = ts.createSourceFile(
    path,
    readFileSync(join(root, path), 'utf8'),
    ts.ScriptTarget.Latest,
  );
  const words: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isStringLiteralLike(node) ||
      ts.isIdentifier(node) ||
      ts.isRegularExpressionLiteral(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node)
    ) {
      words.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return words;
}

describe('the house', () => {
  let whole: Report;

  beforeAll(async () => {
    whole = await cruise('.');
  });

  test('every import of the tree is one its room may make', () => {
    expect(whole.summary.violations).toEqual([]);
  });

  test('the cruiser has read the tree: every room, and more than a hundred modules', () => {
    const read = whole.modules.map((one) => one.source);
    expect(read.length).toBeGreaterThan(100);
    for (const room of rooms) {
      const unread = filesIn(room).filter((path) => !read.includes(path));
      expect(unread).toEqual([]);
    }
  });

  test('every folder with source is a room, and every room has its rule', () => {
    const rules = whole.summary.ruleSetUsed.forbidden.map((rule) => rule.name);
    expect(rules).toEqual(expect.arrayContaining(rooms.map((room) => `${room}-imports`)));
    const folders = readdirSync(root, { withFileTypes: true })
      .filter((one) => one.isDirectory() && !one.name.startsWith('.') && !notSource.has(one.name))
      .map((one) => one.name);
    const known: readonly string[] = [...rooms, ...importingAll];
    expect(folders.filter((name) => !known.includes(name))).toEqual([]);
  });

  test.each(['domain', 'api', 'ledger', 'workflows'])('each folder of %s/ has its rule', (room) => {
    const rules = whole.summary.ruleSetUsed.forbidden.map((rule) => rule.name);
    const folders = readdirSync(join(root, room), { withFileTypes: true })
      .filter((one) => one.isDirectory() && !['testing', 'migrations'].includes(one.name))
      .map((one) => `${room}-${one.name}-imports`);
    expect(folders.length).toBeGreaterThan(2);
    expect(rules).toEqual(expect.arrayContaining(folders));
  });

  test('an import that a folder of a room may not make is refused by that folder’s rule', async () => {
    const planted = 'domain/order/planted-bad-import.ts';
    try {
      writeFileSync(join(root, planted), "import '../decide/decide.ts';\n");
      const { summary } = await cruise('domain');
      const refused = summary.violations.map(({ from, to, rule }) => [from, to, rule.name]);
      expect(refused).toContainEqual([planted, 'domain/decide/decide.ts', 'domain-order-imports']);
    } finally {
      rmSync(join(root, planted), { force: true });
    }
  });

  test('an import that a room may not make is refused by that room’s rule', async () => {
    const planted = 'domain/planted-bad-import.ts';
    const imports = "import '../ledger/database/database.ts';\nimport 'node:fs';\n";
    try {
      writeFileSync(join(root, planted), imports);
      const { summary } = await cruise('domain');
      const refused = summary.violations.map(({ from, to, rule }) => [from, to, rule.name]);
      expect(refused).toContainEqual([planted, 'ledger/database/database.ts', 'domain-imports']);
      expect(refused.filter(([, to]) => /^(node:)?fs$/.test(to ?? ''))).toEqual([
        [planted, expect.any(String), 'domain-is-pure'],
      ]);
    } finally {
      rmSync(join(root, planted), { force: true });
    }
  });

  test('a simulated channel imports no other, and their engine imports none of them', async () => {
    const planted = {
      'sandbox/engine/planted-bad-import.ts': "import '../wechat/trade.ts';\n",
      'sandbox/wechat/planted-bad-import.ts': "import '../alipay/trade.ts';\n",
    };
    try {
      for (const [path, text] of Object.entries(planted)) writeFileSync(join(root, path), text);
      const { summary } = await cruise('sandbox');
      const refused = summary.violations.map(({ from, to, rule }) => [from, to, rule.name]);
      const [engine, wechat] = Object.keys(planted);
      expect(refused).toEqual(
        expect.arrayContaining([
          [engine, 'sandbox/wechat/trade.ts', 'sandbox-engine-knows-no-channel'],
          [wechat, 'sandbox/alipay/trade.ts', 'sandbox-channels-stand-apart'],
        ]),
      );
    } finally {
      for (const path of Object.keys(planted)) rmSync(join(root, path), { force: true });
    }
  });
});

const channelNames = readdirSync(join(root, 'channels'), { withFileTypes: true })
  .filter((one) => one.isDirectory())
  .map((one) => one.name);

/** Each place where the code of these files names a channel. */
function channelsNamed(files: readonly string[]): string[] {
  return files.flatMap((path) =>
    wordsOf(path)
      .filter((word) => channelNames.some((name) => word.toLowerCase().includes(name)))
      .map((word) => `${path}: ${word}`),
  );
}

test('a channel named in code is found, so that finding none means something', () => {
  expect(channelNames).toContain('wechat');
  expect(channelsNamed(['channels/wechat/wechat-channel.ts'])).not.toEqual([]);
});

test.each(knowingNoChannel)('no channel is named in the code of %s/', (room) => {
  const files = filesIn(room);
  expect(files.length).toBeGreaterThan(0);
  expect(channelsNamed(files)).toEqual([]);
});
