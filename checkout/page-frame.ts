import { html, type Html } from './html.ts';
import type { Place } from './page-state.ts';
import type { PageAddresses } from './shown-page.ts';
import { languages } from './texts/languages.ts';
import type { Texts } from './texts/texts.ts';

function languageLinks(texts: Texts, at: string): Html {
  const links = languages.map(({ language, ownName }) =>
    language === texts.language
      ? html`<li><span lang="${language}" aria-current="true">${ownName}</span></li>`
      : html`<li>
          <a lang="${language}" hreflang="${language}" href="${at}?lang=${language}">${ownName}</a>
        </li>`,
  );
  return html`<nav aria-label="${texts.languages}">
    <ul>
      ${links}
    </ul>
  </nav>`;
}

type Again = Readonly<{ afterS: number; at: string; always: boolean }>;

function againPart({ afterS, at, always }: Again): Html {
  const meta = html`<meta http-equiv="refresh" content="${afterS};url=${at}" />`;
  return always ? meta : html`<noscript>${meta}</noscript>`;
}

/**
 * A whole page: nothing in it is inline but words and codes, and nothing comes from elsewhere.
 *
 * @param frame.place where the shopper stays who chooses another language
 * @param frame.again loads the page anew after so many seconds; `always`: not only without a script
 */
export function pageFrame(
  { texts, addresses }: Readonly<{ texts: Texts; addresses: PageAddresses }>,
  frame: Readonly<{
    title: string;
    main: Html;
    place: Place;
    again: Again | null;
    isScripted: boolean;
  }>,
): string {
  const at = frame.place === 'return' ? `${addresses.page}/return` : addresses.page;
  const script = html`<script type="module" src="${addresses.assets}cashier.js"></script>`;
  const page = html`<!doctype html>
    <html lang="${texts.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex, nofollow" />
        <title>${frame.title}</title>
        <link rel="icon" type="image/svg+xml" href="${addresses.assets}icon.svg" />
        <link rel="stylesheet" href="${addresses.assets}cashier.css" />
        ${frame.again === null ? null : againPart(frame.again)} ${frame.isScripted ? script : null}
      </head>
      <body>
        <p class="unseen" role="status" data-say></p>
        ${frame.main}
        <footer>
          ${languageLinks(texts, at)}
          <p>PaidOnce</p>
        </footer>
      </body>
    </html> `;
  return page.html;
}
