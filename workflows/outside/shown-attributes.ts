import type { Client } from '@temporalio/client';
import { shownOf, type ShownAttributes } from '../messages/search-attributes.ts';

const askWithinMs = 2_000;
const askAgainMs = 5_000;
/** Longer than the engine itself takes to learn of an attribute, ms. */
const lookAgainMs = 180_000;

/** Tells which search attributes a start may carry. Never throws. */
export type AsksShown = () => Promise<ShownAttributes>;

export type AskSettings = Readonly<{
  /** False: none are carried, and nobody is asked. */
  isOn: boolean;
  /** Told at the first start, and whenever others are carried from now on. */
  onChange?: (shown: ShownAttributes) => void;
  /** Between questions while some are missing, ms; `lookAgainMs` by default. */
  everyMs?: number;
}>;

/**
 * Asks the engine which of our search attributes are registered, so that a release with new ones
 * starts orders on an engine that has only the old ones. It is asked at a start, and at later ones
 * from time to time until it has all. Until it has answered, and where it lists them to nobody,
 * those of the releases before are taken to be there.
 *
 * @see docs/upgrading.md#the-release-that-names-its-updates
 */
export function asksShown(
  client: Client,
  { isOn, onChange, everyMs = lookAgainMs }: AskSettings,
): AsksShown {
  if (!isOn) return () => Promise.resolve('none');
  let shown: ShownAttributes = 'first';
  let answered: ShownAttributes | null = null;
  let told: ShownAttributes | null = null;
  let askAtMs = 0;
  let asking: Promise<void> = Promise.resolve();

  async function ask(): Promise<void> {
    const { namespace } = client.options;
    try {
      const { customAttributes } = await client.withDeadline(Date.now() + askWithinMs, () =>
        client.connection.operatorService.listSearchAttributes({ namespace }),
      );
      const listed = shownOf(Object.keys(customAttributes));
      // The engine takes starts for a minute by what it had read before. So what appears is carried
      // from the next answer on.
      if (answered === null || answered === listed || listed === 'none') shown = listed;
      answered = listed;
      if (shown !== 'all') askAtMs = performance.now() + everyMs;
    } catch {
      askAtMs = performance.now() + askAgainMs;
    }
    if (shown !== told) onChange?.(shown);
    told = shown;
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

/** Which attributes orders are started with from now on, for the log. */
export const shownWords: Readonly<Record<ShownAttributes, string>> = {
  all: 'orders are started with all search attributes',
  first:
    'orders are started without PayChannels and PayDeadline: the engine does not tell that they are registered',
  none: 'orders are started with no search attributes: the engine does not register them',
};
