import { shareBrowser, type SharedBrowser } from '../../kit/browser/shared-browser.ts';
import { openWatchedPage, type WatchedPage } from '../../kit/browser/watched-page.ts';
import { CashierStage } from '../../browser/cashier-stage.ts';
import type { Stage } from './stage.ts';

/** Lost connections, which stories bring about. */
const lost = /ERR_|Failed to load/;

/**
 * Plays a story on the cashier page, in a browser; what its pages open is closed at the end.
 *
 * @throws Error where anything went wrong on a page besides a lost connection
 */
export async function onPages(
  { paidonce }: Stage,
  play: (cashier: CashierStage) => Promise<void>,
): Promise<void> {
  const shared: SharedBrowser = await shareBrowser();
  const opened: WatchedPage[] = [];
  try {
    await play(
      new CashierStage(paidonce, async (settings) => {
        const watched = await openWatchedPage(shared.browser, { mayFail: lost, ...settings });
        opened.push(watched);
        return watched.page;
      }),
    );
    const faults = opened.flatMap((one) => one.faults());
    if (faults.length > 0) throw new Error(faults.join('\n'));
  } finally {
    for (const { close } of opened) await close();
    await shared.stop();
  }
}
