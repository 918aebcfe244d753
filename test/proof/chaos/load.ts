import type { Strike } from './schedule.ts';
import type { Story } from './stories.ts';

export type Load = Readonly<{
  stories: readonly Story[];
  strikes: readonly Strike[];
  /** How many stories are under way at a time, so that a product that is down is not flooded. */
  atOnce: number;
  play: (story: Story) => Promise<void>;
  strike: (strike: Strike) => Promise<void>;
}>;

/**
 * Plays all stories, a bounded number at a time, and strikes whenever enough of them have begun,
 * one strike after the other. It ends when all stories and strikes are done.
 *
 * @returns what went wrong with a story itself, as sentences
 */
export async function runLoad(load: Load): Promise<string[]> {
  const troubles: string[] = [];
  const waiting = [...load.stories];
  const due = [...load.strikes];
  let begun = 0;
  let striking: Promise<void> = Promise.resolve();

  function strikeDue(): void {
    for (let next = due[0]; next !== undefined && next.afterOrders <= begun; next = due[0]) {
      const strike = next;
      due.shift();
      striking = striking.then(() => load.strike(strike));
    }
  }

  async function player(): Promise<void> {
    for (let story = waiting.shift(); story !== undefined; story = waiting.shift()) {
      begun += 1;
      strikeDue();
      try {
        await load.play(story);
      } catch (error) {
        troubles.push(`${story.id}: ${String(error)}`);
      }
    }
  }

  await Promise.all(Array.from({ length: load.atOnce }, player));
  await striking;
  return troubles;
}
