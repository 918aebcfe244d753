import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gzipped } from './gzipped.ts';
import { cashierFile } from './cashier-file.ts';
import { wechatQr } from './cashier-stage.ts';
import { choose, untilShown, wayButton } from './cashier-steps.ts';

/** What the page lets nobody do: not a stranger's script, frame or server, nor who reads our logs. */
const stage = cashierFile();

const phone =
  'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36';

/** Everything that a page names and its own server has. */
function filesOf(html: string): string[] {
  return [...html.matchAll(/(?:src|href)="(\/pay-assets\/[^"]+)"/g)].map(([, path = '']) => path);
}

describe('what the server says of the page', () => {
  test('the strictest policy, kept nowhere, in no frame, and its address told to nobody', async () => {
    const order = await stage().order();
    for (const path of ['', '/return']) {
      const { headers } = await fetch(`${await stage().address(order)}${path}`, {
        headers: { accept: 'text/html' },
      });
      const policy = headers.get('content-security-policy') ?? '';
      const directives = policy.split(/; */);
      expect(directives).toEqual(
        expect.arrayContaining([
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "base-uri 'none'",
          "form-action 'self'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
        ]),
      );
      expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('strict-origin');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('set-cookie')).toBeNull();
    }
  });

  test('a frame of a stranger stays empty', async () => {
    const address = await stage().address(await stage().order());
    const stranger = createServer((_request, response) =>
      response
        .setHeader('content-type', 'text/html')
        .end(`<!doctype html><title>Shop</title><iframe src="${address}"></iframe>`),
    ).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const origin = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
    try {
      const page = await stage().page({
        origins: [origin, stage().addresses.api],
        mayFail: /frame-ancestors|X-Frame-Options|ERR_BLOCKED_BY_RESPONSE/i,
      });
      await page.goto(origin);
      expect(await page.frameLocator('iframe').locator('main').count()).toBe(0);
    } finally {
      stranger.close();
      stranger.closeAllConnections();
    }
  });

  test('the shopper’s page and stream hold nothing of the merchant’s metadata or another attempt', async () => {
    const order = await stage().order({ metadata: { cart: 'secret-cart-77' } });
    const { body } = await stage().shop.pay(order);
    const address = await stage().address(order);
    const html = await (await fetch(address, { headers: { accept: 'text/html' } })).text();
    const stream = await fetch(`${address}/events`);
    const first = await stream.body?.getReader().read();
    const told = Buffer.from(first?.value ?? new Uint8Array()).toString();
    expect(told).toContain('event: order');
    for (const text of [html, told]) {
      expect(text).not.toContain('secret-cart-77');
      expect(text).not.toContain(String(body.id));
    }
  });
});

test('a channel’s page is told the origin it was led from, and no more', async () => {
  const { api, sandbox } = stage().addresses;
  const order = await stage().order();
  const page = await stage().cashier(order, { userAgent: phone, width: 360, height: 740 });
  const led = page.waitForRequest((request) => request.url().startsWith(sandbox));
  await wayButton(page, { channel: 'wechat', method: 'h5' }).click();
  const { referer } = await (await led).allHeaders();
  expect(referer).toBe(`${new URL(api).origin}/`);
  expect(page.context().pages()).toHaveLength(1);
});

test('what a channel adds to the return proves nothing, and is taken out of the address', async () => {
  const order = await stage().order();
  await stage().shop.pay(order);
  const page = await stage().cashier(order, {
    path: '/return?trade_status=TRADE_SUCCESS&out_trade_no=1',
  });
  await untilShown(page, 'confirming');
  expect(new URL(page.url()).search).toBe('');
  expect((await stage().shop.get(order)).status).toBe('open');
});

test('an address of no order says so, as a page to people and as a problem to programs', async () => {
  const { api } = stage().addresses;
  const nowhere = `${api}/pay/${'A'.repeat(32)}`;
  const page = await stage().page({ mayFail: /404/ });
  await page.goto(nowhere);
  await untilShown(page, 'unknown');
  const answer = await fetch(nowhere, { headers: { accept: 'application/json' } });
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: 'order_not_found' });
});

test('the token of a page stands in no line of a log', async () => {
  const order = await stage().order();
  const page = await stage().cashier(order);
  await choose(page, wechatQr);
  await page.goto(`${await stage().address(order)}/return`);
  const token = (await stage().address(order)).split('/').at(-1) ?? '';
  await fetch(`${stage().addresses.api}/pay/${token}/nothing-here`);
  await fetch(`${stage().addresses.api}/pay/${token}/attempts`, { method: 'POST', body: 'x' });
  const folder = join(stage().dataFolder, 'logs');
  const logs = readdirSync(folder);
  expect(logs).toContain('api.log');
  for (const name of logs) {
    expect(readFileSync(join(folder, name), 'utf8').includes(token), name).toBe(false);
  }
});

test('what the page loads is small: script ≤ 8 kB, style ≤ 4 kB, gzipped', async () => {
  const { api } = stage().addresses;
  const order = await stage().order();
  const first = await (await fetch(await stage().address(order))).text();
  const most: Readonly<Record<string, number>> = { js: 8_000, css: 4_000, svg: 1_000 };
  const files = filesOf(first);
  expect(files.map((path) => path.split('.').at(-1)).sort()).toEqual(['css', 'js', 'svg']);
  for (const path of files) {
    const text = await (await fetch(`${new URL(api).origin}${path}`)).text();
    expect(gzipped(text), path).toBeLessThanOrEqual(most[path.split('.').at(-1) ?? ''] ?? 0);
  }
});
