import type { Client } from '@temporalio/client';
import { shownOf, type ShownAttributes } from '../messages/search-attributes.ts';

const askWithinMs = 2_000;
const askAgainMs = 5_000;

/** Tells which search attributes a start may carry. Never throws. */
export type AsksShown = () => Promise<ShownAttributes>;

/**
 * Asks the engine once which of our search attributes are registered, so that a release with new
 * ones starts orders on an engine that has only the old ones. Until the engine has answered, and
 * where it lists them to nobody, those of the releases before are taken to be there.
 *
 * @param isOn false: none are carried, and nobody is asked
 * @see docs/upgrading.md#the-release-that-names-its-updates
 */
export function asksShown(client: Client, isOn: boolean): AsksShown {
  if (!isOn) return () => Promise.resolve('none');
  let shown: ShownAttributes = 'first';
  let askAtMs = 0;
  let asking: Promise<void> = Promise.resolve();

  async function ask(): Promise<void> {
    const { namespace } = client.options;
    try {
      const { customAttributes } = await client.withDeadline(Date.now() + askWithinMs, () =>
        client.connection.operatorService.listSearchAttributes({ namespace }),
      );
      shown = shownOf(Object.keys(customAttributes));
      askAtMs = Number.POSITIVE_INFINITY;
    } catch {
      askAtMs = performance.now() + askAgainMs;
    }
  }

  return async () => {
    if (performance.now() >= askAtMs) {
      askAtMs = Number.POSITIVE_INFINITY;
      asking = ask();
    }
    await asking;
    return shown;
  };
}
