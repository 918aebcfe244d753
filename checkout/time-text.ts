import { html, type Html } from './html.ts';

/** Moments that people read without a script, which shows them in the shopper's own time. */
function written(atMs: number, language: string): string {
  return new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  }).format(atMs);
}

/** Stands for the moment in a sentence; no language has this letter. */
const place = '\uE000';

/**
 * A sentence with a moment in it. The server does not know where the shopper is, so it is written in
 * UTC, and so named; the script puts it into the shopper's own time.
 */
export function withTime(sentence: (when: string) => string, atMs: number, language: string): Html {
  const [before = '', after = ''] = sentence(place).split(place);
  const at = new Date(atMs).toISOString();
  const words = `${written(atMs, language)} UTC`;
  return html`${before}<time datetime="${at}">${words}</time>${after}`;
}
