import type { Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { shareBrowser } from '../kit/browser/shared-browser.ts';
import { openWatchedPage, type PageSettings } from '../kit/browser/watched-page.ts';

/** The browser of a file of tests. */
export type Visits = Readonly<{
  /**
   * An empty page, in a context of its own, that lasts as long as the test. The test is red if a
   * policy was violated, an error printed or thrown, or something asked for elsewhere.
   */
  visit: (settings: PageSettings) => Promise<Page>;
  stop: () => Promise<void>;
}>;

export async function openVisits(): Promise<Visits> {
  const { browser, stop } = await shareBrowser();
  return {
    visit: async (settings) => {
      const { page, faults, close } = await openWatchedPage(browser, settings);
      onTestFinished(async () => {
        await close();
        expect(faults(), 'what went wrong on the page').toEqual([]);
      });
      return page;
    },
    stop,
  };
}
