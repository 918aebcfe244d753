import { html, type Html } from './html.ts';
import { mark } from './pictures.ts';

/** What every page of the shop has. */
export type PageParts = Readonly<{
  title: string;
  main: Html;
  /** How many things are in the cart. */
  inCart: number;
  /** What the page shows, in short: a page that is told another reads itself again. */
  shown?: string;
}>;

const withoutScriptS = 4;

/** Keeps a page current; a browser without script reads it anew now and then. */
function upkeep(shown: string | undefined): Html | null {
  if (shown === undefined) return null;
  return html`<script src="/shop.js" defer></script>
    <noscript><meta http-equiv="refresh" content="${withoutScriptS}" /></noscript>`;
}

/** @returns a whole page */
export function page({ title, main, inCart, shown }: PageParts): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title} · Lantern &amp; Leaf</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="stylesheet" href="/shop.css" />
        <link rel="icon" href="/mark.svg" type="image/svg+xml" />
        ${upkeep(shown)}
      </head>
      <body>
        <a class="skip" href="#content">To the content</a>
        <header>
          <a class="home" href="/">${mark}<span>Lantern &amp; Leaf</span></a>
          <a href="/cart">Cart${inCart === 0 ? '' : ` (${inCart})`}</a>
        </header>
        <main id="content" ${shown === undefined ? null : html`data-shown="${shown}"`}>
          ${main}
        </main>
        <footer>
          A demo shop: nothing is sent, and its channels are a sandbox in which no real money moves.
        </footer>
      </body>
    </html>`.html;
}
