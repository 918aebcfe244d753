import { createServer } from 'node:http';
import { once } from 'node:events';
import type { Command } from 'commander';
import { afterAll, describe, expect, test } from 'vitest';
import { createProgram } from './program.ts';
import { runCommand } from './run.ts';
import type { Surroundings } from './surroundings.ts';

type Ended = Readonly<{ code: number; out: string; err: string }>;

async function paidonce(
  args: readonly string[],
  env: Surroundings['env'] = {},
  input = '',
): Promise<Ended> {
  const printed = { out: '', err: '' };
  const code = await runCommand(args, {
    env,
    out: (text) => (printed.out += text),
    err: (text) => (printed.err += text),
    readInput: () => Promise.resolve(input),
    signal: new AbortController().signal,
  });
  return { code, ...printed };
}

function leaves(command: Command, path: readonly string[]): (readonly [string, Command])[] {
  if (command.commands.length === 0) return [[path.join(' '), command]];
  return command.commands.flatMap((one) => leaves(one, [...path, one.name()]));
}

const program = createProgram({
  env: {},
  out: () => undefined,
  err: () => undefined,
  readInput: () => Promise.resolve(''),
  signal: new AbortController().signal,
});
const commands = leaves(program, []);
const nobody = { PAIDONCE_URL: 'http://127.0.0.1:9', PAIDONCE_KEY: 'pk_1' };
/** They hand what they are given on to another program. */
const passedOn = new Set(['start']);

describe('bad input is wrong usage: exit code 2, and the usage on standard error', () => {
  test('there are commands', () => {
    expect(commands.length).toBeGreaterThan(20);
  });

  test.each(commands.filter(([name]) => !passedOn.has(name)).map(([name]) => [name]))(
    '%s, with an option that is none and with an argument too many',
    async (name) => {
      const odd = await paidonce([...name.split(' '), '--no-such-option'], nobody);
      expect([odd.code, odd.out]).toEqual([2, '']);
      expect(odd.err).toContain(`Usage: paidonce ${name}`);
      const many = await paidonce([...name.split(' '), ...'a b c d e'.split(' ')], nobody);
      expect([many.code, many.out]).toEqual([2, '']);
      expect(many.err).toContain(`Usage: paidonce ${name}`);
    },
  );

  test.each(commands.filter(([, one]) => one.registeredArguments.some((arg) => arg.required)))(
    '%s, without what it is about',
    async (name) => {
      const ended = await paidonce(name.split(' '), nobody);
      expect([ended.code, ended.out]).toEqual([2, '']);
      expect(ended.err).toContain(`Usage: paidonce ${name}`);
    },
  );

  test.each(commands.filter(([, one]) => one.options.some((option) => option.mandatory)))(
    '%s, without what it requires',
    async (name, command) => {
      const args = command.registeredArguments.map(() => 'A-1');
      const ended = await paidonce([...name.split(' '), ...args], nobody);
      expect([ended.code, ended.out]).toEqual([2, '']);
      expect(ended.err).toContain('required option');
    },
  );

  const create = 'orders create A-1 --currency CNY --description x --amount';
  test.each([
    '',
    'no-such-command',
    'orders',
    'orders no-such-command',
    `${create} 19.99`,
    `${create} 0`,
    `${create} -5`,
    `${create} 1 --currency yuan`,
    `${create} 1`,
    `${create} 1 --expires-in soon`,
    `${create} 1 --expires-at tomorrow`,
    `${create} 1 --expires-in 5 --expires-at 2026-12-01`,
    `${create} 1 --notify-url ftp://x`,
    `${create} 1 --late-payment never`,
    `${create} 1 --metadata cart`,
    'orders create ../x --currency CNY --description x --amount 1',
    'orders get ..',
    'orders get A-1 --wait long',
    'orders list --status lost',
    'orders list --limit 0',
    'orders pay A-1 --channel wechat --method qr --idempotency-key zwei§',
    'refunds list --kind all',
    'refunds create A-1 --id R-1 --amount x',
    'refunds approve a/b',
    'refunds resolve R1 --reason x --outcome maybe',
    'events list --after evt_1',
    'events tail --count 0',
    'events resend',
    'events resend evt_1 --from 2026-12-01 --to 2026-12-02',
    'events resend --from 2026-12-01',
    'events resend --from soon --to later',
    'deliveries list --status lost',
    'merchants notice-secret shop --overlap long',
    'listen --forward-to nowhere',
    'listen --forward-to http://127.0.0.1:1 --secret hush',
    'trigger no-such-story',
    'trigger paid',
    'merchants create Shop! --name x',
    'merchants update shop',
    'merchants create shop --name x --policy /nowhere.json',
    'keys create shop --role ops',
    'keys revoke shop k --after soon',
    'attention resolve a --reason x --amount-returned much',
    'audit --limit many',
    'ops links --temporal-ui nowhere',
    'ops links --order A-1 --temporal-ui http://127.0.0.1:1',
  ])('paidonce %s', async (line) => {
    const ended = await paidonce(line === '' ? [] : line.split(' '), nobody);
    expect([ended.code, ended.out]).toEqual([2, '']);
    expect(ended.err).not.toBe('');
  });

  test('standard input that is no JSON', async () => {
    const args = 'orders pay A-1 --channel wechat --method qr --shopper'.split(' ');
    for (const input of ['{', '7', 'null']) {
      expect((await paidonce(args, nobody, input)).code).toBe(2);
    }
  });

  test('without PAIDONCE_URL or PAIDONCE_KEY, it says which is missing', async () => {
    for (const name of ['PAIDONCE_URL', 'PAIDONCE_KEY'] as const) {
      const ended = await paidonce(['orders', 'list'], { ...nobody, [name]: '' });
      expect([ended.code, ended.err.includes(name)]).toEqual([2, true]);
    }
  });
});

test('help is no mistake', async () => {
  for (const [name] of commands) {
    if (passedOn.has(name)) continue;
    const ended = await paidonce([...name.split(' '), '--help']);
    expect([ended.code, ended.err]).toEqual([0, '']);
    expect(ended.out).toContain(`Usage: paidonce ${name}`);
  }
});

describe('what the network does', () => {
  const server = createServer((request) => request.socket.destroy());
  afterAll(() => server.close());

  test('nobody listens: 4. The connection is lost after a POST: 3, and the key to repeat it', async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const bound = server.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    const env = { ...nobody, PAIDONCE_URL: `http://127.0.0.1:${port}` };
    const close = ['orders', 'close', 'A-1', '--idempotency-key', 'mine'];
    const [lost, read] = await Promise.all([
      paidonce(close, env),
      paidonce(['orders', 'get', 'A-1'], env),
    ]);
    expect(lost).toMatchObject({ code: 3, out: '' });
    expect(lost.err).toContain('--idempotency-key mine');
    expect(read.code).toBe(4);
    const gone = await new Promise((resolve) => server.close(resolve));
    expect(gone).toBeUndefined();
    expect((await paidonce(close, env)).code).toBe(4);
  });

  test('the doctor says what it could not check, what is dead, and what to do', async () => {
    const env = {
      ...nobody,
      DATABASE_URL: 'postgresql://paidonce:hush@127.0.0.1:9/x',
      TEMPORAL_ADDRESS: '127.0.0.1:9',
    };
    const ended = await paidonce(['doctor'], env);
    expect(ended.code).toBe(4);
    for (const what of ['configuration', 'database', 'engine', 'API', 'disk of']) {
      expect(ended.out).toMatch(new RegExp(`^(--|DEAD|ok|look) +${what}`, 'm'));
    }
    expect(ended.out).toContain('do: Check DATABASE_URL');
    expect(ended.out + ended.err).not.toContain('hush');
  });
});
