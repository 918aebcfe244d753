/** Moments that people read without a script, which shows them in the shopper's own time. */
function written(atMs: number, language: string): string {
  return new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  }).format(atMs);
}

/** A moment in words: in UTC, and so named, for the server does not know where the shopper is. */
export function timeText(atMs: number, language: string): string {
  return `${written(atMs, language)} UTC`;
}
