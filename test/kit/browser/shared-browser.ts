import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { z } from 'zod';
import { askForServer } from '../shared/ask.ts';
import { startChromium } from './chromium.ts';

/** A browser, and how whoever asked for it lets go of it. */
export type SharedBrowser = Readonly<{ browser: Browser; stop: () => Promise<void> }>;

async function startOwn(): Promise<SharedBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'paidonce-browser-'));
  const running = await startChromium(folder);
  const browser = await chromium.connect(running.endpoint);
  return {
    browser,
    stop: async () => {
      await browser.close();
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * The one Chromium of a run of tests, unpacked and started for the first who asks; outside of a run,
 * one of the caller's own. Nobody sees another's pages: each has contexts of its own.
 */
export async function shareBrowser(): Promise<SharedBrowser> {
  const shared = await askForServer('/chromium', z.object({ endpoint: z.string() }));
  if (shared === null) return startOwn();
  const browser = await chromium.connect(shared.endpoint);
  return { browser, stop: () => browser.close() };
}
