import type { Timeline } from '../../client/contract.ts';
import { printable, sheet } from './table.ts';

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function details(data: Readonly<Record<string, unknown>>): string {
  const told = Object.entries(data).filter(([, value]) => value !== null && value !== undefined);
  return told.map(([name, value]) => `${name}=${shown(value)}`).join(' ');
}

/** The story of an order for a person, oldest first. */
export function timelineText(story: Timeline): string {
  const head = sheet({ order: story.order, merchant: story.merchant });
  const lines = story.data.map(
    ({ at, type, data }) =>
      `${at}  ${type.replaceAll('_', ' ')}\n    ${printable(details(data)).slice(0, 600)}\n`,
  );
  return `${head}\n${lines.join('')}`;
}
