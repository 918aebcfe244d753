import { posix } from 'node:path';
import { Marked, type Tokens } from 'marked';
import type { DocAddresses } from './doc-addresses.ts';
import { anchorOf } from './heading-anchor.ts';
import { htmlText } from '../../checkout/html-text.ts';

/** Markdown, and where it is from. */
export type MarkdownSource = Readonly<{
  text: string;
  /** Inside of `docs/`: its links start there. */
  file: string;
  /** What a link to a heading of the same file becomes, `#…` and all before it. */
  ownHeading: (anchor: string) => string;
}>;

export type RenderedMarkdown = Readonly<{
  html: string;
  /** Its headings of the second rank. */
  contents: readonly Readonly<{ anchor: string; html: string }>[];
}>;

/** GitHub numbers headings that have the same words. */
function countedAnchors(): (heading: string) => string {
  const seen = new Map<string, number>();
  return (heading) => {
    const anchor = anchorOf(heading);
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  };
}

/** Where a link leads in the browser; null: to a file that is not served. */
function addressOf(href: string, source: MarkdownSource, addresses: DocAddresses): string | null {
  if (/^https?:/.test(href)) return href;
  const [path = '', anchor] = href.split('#');
  if (path === '') return source.ownHeading(anchor ?? '');
  const address = addresses.ofFile(posix.join(posix.dirname(source.file), path));
  return address === null || anchor === undefined ? address : `${address}#${anchor}`;
}

function codeBlock({ text, lang }: Tokens.Code): string {
  const label = lang === 'mermaid' ? ' aria-label="A diagram, as Mermaid text"' : '';
  return `<pre tabindex="0"${label}><code>${htmlText(text)}</code></pre>\n`;
}

/** Renders Markdown of ours. Raw HTML in it is shown as text. */
export function renderMarkdown(source: MarkdownSource, addresses: DocAddresses): RenderedMarkdown {
  const picture = (file: string, text: string): string =>
    posix.dirname(file) === 'pictures'
      ? `<img src="${addresses.asset(posix.basename(file))}" alt="${htmlText(text)}" loading="lazy">`
      : htmlText(text);
  const contents: { anchor: string; html: string }[] = [];
  const anchorFor = countedAnchors();
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const anchor = anchorFor(text);
        const html = this.parser.parseInline(tokens);
        if (depth === 2) contents.push({ anchor, html });
        return `<h${depth} id="${anchor}">${html}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const html = this.parser.parseInline(tokens);
        const address = addressOf(href, source, addresses);
        return address === null ? html : `<a href="${htmlText(address)}">${html}</a>`;
      },
      code: codeBlock,
      html: ({ text }) => htmlText(text),
      image: ({ href, text }) => picture(posix.join(posix.dirname(source.file), href), text),
    },
    hooks: {
      // A wide table scrolls by itself, and the page never does.
      postprocess: (html) =>
        html
          .replaceAll(
            '<table>',
            '<div class="table" role="region" tabindex="0" aria-label="Table"><table>',
          )
          .replaceAll('</table>', '</table></div>'),
    },
  });
  const html = marked.parse(source.text, { async: false });
  return { html, contents };
}
