import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectFolder } from '../../dev/own-process.ts';
import { Shop, Street } from '../kit/shop.ts';
import { type SharedPaidOnce, sharePaidOnce } from './shared-paidonce.ts';

let paidonce: SharedPaidOnce;
beforeAll(async () => {
  paidonce = await sharePaidOnce(0.1);
});
afterAll(() => paidonce.stop());

test('npm run demo tells how an order is paid twice and once is given back, and ends well', async () => {
  const { addresses } = paidonce;
  const options = ['--api', addresses.api, '--sandbox', addresses.sandbox];
  const { stdout } = await promisify(execFile)('npm', ['run', '-s', 'demo', '--', ...options], {
    cwd: projectFolder,
    env: { ...process.env, PAIDONCE_KEY: addresses.api_key },
  });
  const kept = [...stdout.matchAll(/in all .*kept +([\d.]+)/g)].map(([, sum]) => sum);
  expect(kept[0]).toBe('0.00');
  expect(kept.at(-1)).toBe('19.99');
  expect(stdout).toMatch(/told to the shop: attempt\.duplicate[\s\S]*\nPaid once/);
  const { body } = await new Shop(addresses).call('GET', '/v1/orders');
  const book = await new Street(addresses).money(String(body.data[0].id));
  expect(book).toMatchObject({ captured: 3998, refunded: 1999, net: 1999 });
});
