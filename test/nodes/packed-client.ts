import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packClient } from '../../dev/pack-client.ts';

/** A shop that has the client from its tarball alone. */
export type ShopFolder = Readonly<{ folder: string; remove: () => void }>;

const program = `
import { createHmac } from 'node:crypto';
import { createClient, verifyNotice } from '@paidonce/client';
const paidonce = createClient({ url: process.env.PAIDONCE_URL, key: process.env.PAIDONCE_KEY });
const order = { id: 'N-' + Date.now(), amount: { currency: 'CNY', value: 1999 }, description: 'Two tickets', expires_in: 900 };
const made = await paidonce.orders.create(order);
const paying = await paidonce.orders.pay(made.id, { channel: 'alipay', method: 'qr' });
const secret = Buffer.alloc(32, 7).toString('base64');
const body = '{"id":"evt_1","type":"order.paid"}';
const time = String(Math.floor(Date.now() / 1000));
const mac = createHmac('sha256', Buffer.from(secret, 'base64'));
const signature = mac.update('evt_1.' + time + '.' + body).digest('base64');
const headers = { 'webhook-id': 'evt_1', 'webhook-timestamp': time, 'webhook-signature': 'v1,' + signature };
console.log(verifyNotice(headers, body, 'whsec_' + secret).id, made.status, paying.status);
`;

/** Packs the client, and installs it into an empty folder. */
export async function openShopFolder(): Promise<ShopFolder> {
  const folder = mkdtempSync(join(tmpdir(), 'paidonce-shop-'));
  const tarball = await packClient(join(folder, 'packed'));
  writeFileSync(join(folder, 'package.json'), '{"name":"shop","private":true,"type":"module"}');
  const install = ['install', '--offline', '--no-audit', '--no-fund', tarball];
  execFileSync('npm', install, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  writeFileSync(join(folder, 'shop.js'), program);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Has the shop make an order, begin to pay it and verify a notice. @throws Error where it can't */
export function runShop(node: string, { folder }: ShopFolder, url: string, key: string): void {
  const told = execFileSync(node, ['shop.js'], {
    cwd: folder,
    env: { PAIDONCE_URL: url, PAIDONCE_KEY: key },
    encoding: 'utf8',
  });
  if (!/^evt_1 open (opening|offered)\n$/.test(told)) throw new Error(`the client said: ${told}`);
}
