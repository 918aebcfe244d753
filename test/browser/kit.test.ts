import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeQR } from 'qr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axe } from '../kit/browser/axe.ts';
import { startChromium } from '../kit/browser/chromium.ts';
import { decodeQr } from '../kit/browser/decode-qr.ts';
import { type SharedBrowser, shareBrowser } from '../kit/browser/shared-browser.ts';
import { openWatchedPage, type WatchedPage } from '../kit/browser/watched-page.ts';

/** As strict as our pages' own. */
const policy =
  "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
const codeContent = 'weixin://wxpay/bizpayurl?pr=Xk29fA';

/** A page with one thing wrong, by its path; the style sheet and the script come from the page's own server. */
const bodies: Readonly<Record<string, string>> = {
  '/good': `<main><h1>二维码</h1><div id="code">${encodeQR(codeContent, 'svg').replace('<svg', '<svg width="160" height="160" role="img" aria-label="A code"')}</div></main>`,
  '/inline-style': '<main style="color: red">Red</main>',
  '/stranger': '<main><script src="http://127.0.0.2:9/x.js"></script></main>',
  '/throws': '<main></main><script src="/throws.js"></script>',
  '/sink': '<main></main><script src="/sink.js"></script>',
  '/no-name': '<main><button></button></main>',
};
const scripts: Readonly<Record<string, string>> = {
  '/throws.js': 'throw new Error("lost")',
  '/sink.js': 'document.querySelector("main").innerHTML = "<b>x</b>"',
};

function serve(): Server {
  return createServer(({ url = '' }, response) => {
    const script = scripts[url];
    if (script !== undefined) {
      response.setHeader('content-type', 'text/javascript').end(script);
      return;
    }
    response
      .setHeader('content-security-policy', policy)
      .setHeader('content-type', 'text/html; charset=utf-8')
      .end(`<!doctype html><html lang="en"><title>A page</title>${bodies[url] ?? ''}</html>`);
  });
}

let shared: SharedBrowser;
let server: Server;
let origin: string;

beforeAll(async () => {
  shared = await shareBrowser();
  server = serve().listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await shared.stop();
});

async function look<T>(path: string, at: (watched: WatchedPage) => Promise<T>): Promise<T> {
  const watched = await openWatchedPage(shared.browser, { origins: [origin] });
  try {
    await watched.page.goto(`${origin}${path}`);
    return await at(watched);
  } finally {
    await watched.close();
  }
}

const faultsOf = async (path: string): Promise<string> =>
  await look(path, ({ faults }) => Promise.resolve(faults().join('\n')));

describe('what the kit for pages finds', () => {
  test('under the strictest policy a code is read from the screen, and axe looks at the page', async () => {
    await look('/good', async ({ page, faults }) => {
      expect(await decodeQr(page, '#code')).toBe(codeContent);
      expect(await axe(page)).toEqual([]);
      expect(faults()).toEqual([]);
    });
  });

  test('a violated policy, an error and a request to a stranger are faults', async () => {
    expect(await faultsOf('/inline-style')).toContain('policy violated: style-src-attr');
    expect(await faultsOf('/stranger')).toContain('a request to http://127.0.0.2:9/x.js');
    expect(await faultsOf('/throws')).toContain('page error: lost');
    expect(await faultsOf('/sink')).toContain('policy violated: require-trusted-types-for');
  });

  test('axe names what it has against a page', async () => {
    const found = await look('/no-name', ({ page }) => axe(page));
    expect(found.join()).toContain('button-name');
  });

  test('Chinese has glyphs of its own', async () => {
    await look('/good', async ({ page }) => {
      const heading = page.locator('h1');
      const drawn = async (text: string): Promise<string> => {
        await heading.evaluate((element, now) => (element.textContent = now), text);
        return (await heading.screenshot()).toString('base64');
      };
      expect(await drawn('维')).not.toBe(await drawn('码'));
    });
  });
});

test('a Chromium that can’t start says what the machine lacks and what to do', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'paidonce-no-chromium-'));
  const program = join(folder, 'lacking');
  const said = 'error while loading shared libraries: libnss3.so: cannot open shared object file';
  writeFileSync(program, `#!/bin/sh\necho "$0: ${said}" >&2\nexit 127\n`, { mode: 0o700 });
  try {
    await expect(startChromium(folder, program)).rejects.toThrow(
      /lacks libnss3\.so\. On Debian or Ubuntu: apt-get install libnss3 libnspr4/,
    );
    await expect(startChromium(folder, join(folder, 'nowhere'))).rejects.toThrow(
      'Chromium did not start, so no page was looked at.',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
