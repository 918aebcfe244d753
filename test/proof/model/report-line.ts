import type { Report } from './explore.ts';
import { tellStory } from './story.ts';

/** One line about a search that found nothing, or the story of what went wrong. */
export function tell(report: Report): string {
  const { setting, states, transitions, depth, quiescent, ms, violation } = report;
  const line = `${setting}: ${states} states, ${transitions} transitions, depth ${depth}, ${quiescent} at rest, ${ms} ms`;
  if (report.isCut) return `${line}; NOT EXHAUSTED`;
  if (violation === null) return line;
  const { invariant, complaint, story } = violation;
  return `${line}\n${invariant}: ${complaint}\n${tellStory(story)}`;
}
