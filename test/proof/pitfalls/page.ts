import { join } from 'node:path';
import { projectFolder } from '../../../dev/own-process.ts';
import type { Pitfall } from './story.ts';

/** The page for users, made from the records by `npm run proof:pitfalls`. */
export const pageFile = join(projectFolder, 'docs', 'pitfalls.md');

const opening = `# Pitfalls

What users of other payment systems report, and what happens here. Each story is a test: it plays the failure on real servers (PostgreSQL, Temporal, the channels' sandbox over HTTP), and the sandbox's money book judges. The test is red if PaidOnce fails in the same way. Repeat all of them with

\`\`\`
npm run proof:pitfalls
\`\`\`

They are shown with WeChat Pay and Alipay, the channels there are; where a report is about another channel, the same rule is shown with these. What other systems do is told from the threads and the code named, as they were when they were read; some have mended it since. Words in code like \`no-guess\` are invariants, shown in [guarantees.md](guarantees.md).

This page is written by that command from the records beside the tests in \`test/proof/pitfalls/stories\`; do not edit it.
`;

function section(pitfall: Pitfall, at: number): string {
  const seen = pitfall.sources.map(({ name, url }) => `[${name}](${url})`).join(', ');
  return [
    `## ${at + 1}. ${pitfall.pitfall}`,
    '',
    `- **Seen in:** ${seen}`,
    `- **There:** ${pitfall.there}`,
    `- **Here:** ${pitfall.here}`,
    `- **Test:** \`${pitfall.test}\``,
    '',
  ].join('\n');
}

/** @returns the whole page as Markdown */
export function pageOf(pitfalls: readonly Pitfall[]): string {
  return [opening, ...pitfalls.map(section)].join('\n');
}
