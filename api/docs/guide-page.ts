import type { DocAddresses } from './doc-addresses.ts';
import type { Guide } from './guides.ts';
import { renderMarkdown, type RenderedMarkdown } from './markdown-page.ts';
import { framePage } from './page-frame.ts';

function contentsOf({ contents }: RenderedMarkdown): string {
  const entries = contents.map(({ anchor, html }) => `<li><a href="#${anchor}">${html}</a></li>`);
  return `<nav class="contents" aria-label="On this page">
<ul>
${entries.join('\n')}
</ul>
</nav>
`;
}

/** `GET /docs/guides/{guide}`. */
export function guidePage({ title, file, text }: Guide, addresses: DocAddresses): string {
  const rendered = renderMarkdown({ text, file, ownHeading: (anchor) => `#${anchor}` }, addresses);
  const language = file.endsWith('.zh-CN.md') ? 'zh-CN' : 'en';
  const aside = contentsOf(rendered);
  return framePage({ title, language, html: rendered.html, aside }, addresses);
}
