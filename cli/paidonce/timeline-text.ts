import type { Timeline } from '../../client/contract.ts';
import { printable, sheet } from './table.ts';

const longestText = 600;

type Entry = Timeline['story'][number];

function entryText({ at, source, who, text, evidence }: Entry): string {
  const says = `${who}: ${text}`;
  const shown = printable(says).slice(0, longestText);
  const from = evidence === null ? source : `${source}, ${evidence}`;
  return `${at}  ${shown}\n    (${printable(from)})\n`;
}

/** The story of an order for a person, oldest first, and what is due next. */
export function timelineText(story: Timeline): string {
  const head = sheet({ order: story.order, merchant: story.merchant });
  const next = story.next.map(
    ({ at, what }) => `${at ?? 'by a person'}  ${printable(what).slice(0, longestText)}\n`,
  );
  const due =
    next.length === 0 ? 'Nothing is due next.\n' : `Due next, at the latest:\n${next.join('')}`;
  return `${head}\n${story.story.map(entryText).join('')}\n${due}`;
}
