import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { problemCodes } from '../../../api/problems/problem-codes.ts';
import { projectFolder } from '../../../dev/own-process.ts';
import { type RunningApi, startApi } from './api-without-engine.ts';
import { call, type Got } from './http-call.ts';

const api: RunningApi = await startApi();

const read = (path: string, headers = {}): Promise<Got> =>
  call(api, `GET ${path}`, { key: null, headers });

/** The engine's own pages, where `npm start` brings them up. */
const enginePages = 'http://127.0.0.1:8233/';

/** Each `name="…"` of a page, as a browser reads it. */
function attributesOf(page: string, name: string): string[] {
  const found = page.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'));
  return [...found].map(([, value = '']) => value.replaceAll('&amp;', '&'));
}

/** Every page that can be reached from `/docs`, by its address. */
async function crawl(): Promise<ReadonlyMap<string, string>> {
  const pages = new Map<string, string>();
  const waiting = ['/docs'];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (pages.has(path)) continue;
    const got = await read(path);
    expect(got.status, path).toBe(200);
    pages.set(path, got.text);
    if (!(got.headers.get('content-type') ?? '').startsWith('text/html')) continue;
    const links = [...attributesOf(got.text, 'href'), ...attributesOf(got.text, 'src')];
    const inside = links.filter((link) => link.startsWith('/'));
    waiting.push(...inside.map((link) => link.split('#')[0] ?? link));
  }
  return pages;
}

describe('the pages under /docs', () => {
  let pages: ReadonlyMap<string, string>;
  let html: readonly (readonly [string, string])[];
  beforeAll(async () => {
    pages = await crawl();
    html = [...pages].filter(([, text]) => text.startsWith('<!doctype html>'));
  });

  test('every guide, the reference and the page of each code are reached from /docs', () => {
    const files = readdirSync(`${projectFolder}/docs`, { recursive: true, encoding: 'utf8' });
    const guides = files
      .filter((name) => name.endsWith('.md'))
      .map((name) => `/docs/guides/${name.slice(0, -'.md'.length).replace('channels/', '')}`);
    expect(guides.length).toBeGreaterThan(15);
    const codes = Object.keys(problemCodes).map((code) => `/docs/problems/${code}`);
    const expected = ['/docs', '/docs/reference', ...guides, ...codes];
    expect(html.map(([path]) => path).sort()).toEqual(expected.sort());
  });

  test('every link leads to a page that is there, and to a heading that it has', () => {
    const dead = html.flatMap(([path, text]) =>
      attributesOf(text, 'href').filter((link) => {
        if (link.startsWith('https://') || link.startsWith(enginePages)) return false;
        const [to = '', anchor] = link.split('#');
        const page = pages.get(to === '' ? path : to);
        if (page === undefined) return true;
        return anchor !== undefined && !attributesOf(page, 'id').includes(anchor);
      }),
    );
    expect(dead).toEqual([]);
  });

  test('no page loads anything from elsewhere, and none has a script or a style in it', () => {
    for (const [path, text] of html) {
      const loaded = [...text.matchAll(/<(?:link|script|img|iframe|source)\b[^>]*>/g)].flatMap(
        ([tag]) => [...attributesOf(tag, 'href'), ...attributesOf(tag, 'src')],
      );
      expect(
        loaded.filter((one) => !one.startsWith('/docs/assets/')),
        path,
      ).toEqual([]);
      expect(text, path).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:/);
    }
  });

  test('every page has one main heading, a title, its language, and ids that are its own', () => {
    for (const [path, text] of html) {
      expect(text.match(/<h1/g), path).toHaveLength(1);
      expect(text, path).toMatch(/<title>\S.* · PaidOnce<\/title>/);
      const language = path.endsWith('.zh-CN') ? 'zh-CN' : 'en';
      expect(text, path).toContain(`<html lang="${language}">`);
      const ids = attributesOf(text, 'id');
      expect(new Set(ids).size, path).toBe(ids.length);
    }
  });

  test('the page of a problem says what happened, what it means for the money, what to do', () => {
    for (const [code, { title, status }] of Object.entries(problemCodes)) {
      const page = pages.get(`/docs/problems/${code}`) ?? '';
      expect(page).toContain(`<h1><code>${code}</code></h1>`);
      expect(page).toContain(`${status} · `);
      expect(page).toContain(title);
      for (const label of ['What happened', 'The money', 'What to do']) {
        expect(page).toContain(`<strong>${label}:</strong>`);
      }
    }
  });
});

const samples = [
  '/docs',
  '/docs/reference',
  '/docs/guides/operating',
  '/docs/problems/order_already_paid',
  '/docs/assets/swagger-ui-bundle.js',
];

describe('a page tells the browser', () => {
  test.each(samples)('to run and load nothing but files of this API: %s', async (path) => {
    const got = await read(path);
    expect(got.headers.get('content-security-policy')?.split('; ').sort()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "img-src 'self' data:",
      "script-src 'self'",
      "style-src 'self'",
    ]);
    expect(got.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.each(samples)('to ask again, and then sends it once: %s', async (path) => {
    const first = await read(path);
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"\S{22}"$/);
    // Without a Cache-Control of its own, fetch asks for a fresh answer whatever its etag.
    const asked = { 'if-none-match': etag, 'cache-control': 'max-age=0' };
    const second = await read(path, asked);
    expect([second.status, second.text.length]).toEqual([304, 0]);
  });
});

test.each([
  '/docs/problems/no_such_code',
  '/docs/problems/__proto__',
  '/docs/guides/nothing',
  '/docs/guides/..%2F..%2Fpackage.json',
  '/docs/assets/package.json',
  '/docs/assets/..%2Fabsolute-path.js',
  '/docs/nothing',
])('what is not on the list is not there: %s', async (path) => {
  const got = await read(path);
  expect(got.status).toBe(404);
  expect(got.problem().code).toBe('route_not_found');
});

test('the type of a problem is the address of its page', async () => {
  const { type } = (await read('/v1/orders/A-1')).problem();
  expect(type).toBe('https://pay.example/docs/problems/unauthenticated');
  expect((await read(new URL(type).pathname)).status).toBe(200);
});
