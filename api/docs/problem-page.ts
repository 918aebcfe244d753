import type { DocAddresses } from './doc-addresses.ts';
import { renderMarkdown } from './markdown-page.ts';
import { framePage } from './page-frame.ts';

/**
 * `GET /docs/problems/{code}`, which a problem's `type` names.
 *
 * @param text the code's section in docs/problems.md
 */
export function problemPage(code: string, text: string, addresses: DocAddresses): string {
  const all = addresses.guide('problems');
  const { html } = renderMarkdown(
    { text, file: 'problems.md', ownHeading: (anchor) => `${all}#${anchor}` },
    addresses,
  );
  return framePage(
    {
      title: code,
      html: `<h1><code>${code}</code></h1>\n${html}<p><a href="${all}">All problems</a></p>\n`,
    },
    addresses,
  );
}
