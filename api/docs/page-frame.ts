import type { DocAddresses } from './doc-addresses.ts';
import { htmlText } from '../../checkout/html-text.ts';

export type FramedPage = Readonly<{
  title: string;
  /** English, where nothing is said. */
  language?: 'en' | 'zh-CN';
  /** The page itself. */
  html: string;
  /** `div` where the page's script brings the landmark `main`. */
  within?: 'main' | 'div';
  /** Beside it, where there is room. */
  aside?: string;
  styles?: readonly string[];
  scripts?: readonly string[];
}>;

/** A whole page: nothing in it is inline but words, and nothing comes from elsewhere. */
export function framePage(page: FramedPage, addresses: DocAddresses): string {
  const styles = [...(page.styles ?? []), 'docs.css'].map(
    (name) => `<link rel="stylesheet" href="${addresses.asset(name)}">`,
  );
  const scripts = (page.scripts ?? []).map(
    (name) => `<script defer src="${addresses.asset(name)}"></script>`,
  );
  const within = page.within ?? 'main';
  return `<!doctype html>
<html lang="${page.language ?? 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${htmlText(page.title)} · PaidOnce</title>
<link rel="icon" type="image/svg+xml" href="${addresses.asset('icon.svg')}">
${[...styles, ...scripts].join('\n')}
</head>
<body>
<a class="skip" href="#main">To the text</a>
<header><nav aria-label="Documentation">
<a class="home" href="${addresses.index}">PaidOnce</a>
<a href="${addresses.guide('getting-started')}">Getting started</a>
<a href="${addresses.reference}">Reference</a>
<a href="${addresses.guide('problems')}">Problems</a>
</nav></header>
<div class="columns">
${page.aside ?? ''}<${within} id="main" tabindex="-1">
${page.html}</${within}>
</div>
</body>
</html>
`;
}
