import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { addressesSchema } from '../kit/addresses.ts';
import { Shop, Street } from '../kit/shop.ts';
import { openShopFolder, runShop, type ShopFolder } from './packed-client.ts';

/**
 * `npm run test:nodes`: the oldest Node we run on, and the two that are supported longest, each start
 * PaidOnce, take a payment, run a shop that has the client from its tarball, and end at SIGTERM. Each Node comes from npm, once, into the user's cache
 * folder; where it can't be had, this fails.
 */
const versions = ['20.19', '22', '24'];
const readyBoundMs = 180_000;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The program of that Node. @throws Error with npm's own words where it can't be had */
function nodeOf(version: string): string {
  const folder = join(homedir(), '.cache', 'paidonce', `node-${version}`);
  mkdirSync(folder, { recursive: true });
  execFileSync(
    'npm',
    ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', `node@${version}`],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return join(folder, 'node_modules', 'node', 'bin', 'node');
}

async function paysOnce(node: string, folder: ShopFolder): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'paidonce-nodes-'));
  const child = spawn(node, ['dev/start.js', '--json', '--data', data], {
    // What it starts by name is to be this Node too.
    env: { ...process.env, PATH: `${dirname(node)}:${process.env['PATH'] ?? ''}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const exited = once(child, 'exit');
  try {
    const line = once(createInterface({ input: child.stdout }), 'line', {
      signal: AbortSignal.timeout(readyBoundMs),
    });
    const ended = exited.then(() => Promise.reject(new Error('it ended before it was ready')));
    const [text] = (await Promise.race([line, ended])) as [string];
    const addresses = addressesSchema.parse(JSON.parse(text));
    const shop = new Shop(addresses);
    const id = await shop.order();
    const attempt = await shop.pay(id);
    await shop.until(id, (order) => order.attempts[0]?.status === 'offered');
    await new Street(addresses).pay(String(attempt.body.id));
    await shop.until(id, (order) => order.status === 'paid');
    runShop(node, folder, addresses.api, addresses.api_key);
    child.kill('SIGTERM');
    const [code] = (await exited) as [number | null];
    if (code !== 0) throw new Error(`it ended with ${code ?? 'a signal'}`);
  } catch (cause) {
    throw new Error(`${node}: ${String(cause)}\n${said.join('')}`, { cause });
  } finally {
    if (child.exitCode === null) child.kill('SIGTERM');
    await exited;
    rmSync(data, { recursive: true, force: true });
  }
}

const shopFolder = await openShopFolder();
for (const version of versions) {
  const beganMs = performance.now();
  const node = nodeOf(version);
  const is = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  await paysOnce(node, shopFolder);
  say(
    `Node ${is}: started, paid, asked by the packed client, ended; ${Math.round((performance.now() - beganMs) / 1_000)} s`,
  );
}
shopFolder.remove();
