import type { Response } from 'express';

/** Nothing inline, nothing from elsewhere, no sink that makes code of text, in nobody's frame. */
export const cashierPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/**
 * Sends a page. Some channels ask for the Referer of the page that leads to theirs, so the origin is
 * sent, and never the token.
 */
export function sendPage(response: Response, status: number, html: string): void {
  response
    .status(status)
    .set({
      'content-security-policy': cashierPolicy,
      'cache-control': 'no-store',
      'referrer-policy': 'strict-origin',
      'x-frame-options': 'DENY',
      vary: 'Accept-Language, User-Agent',
    })
    .type('text/html')
    .send(html);
}

/** Leads the browser on by a GET, so that going back or loading anew repeats no click. */
export function sendOn(response: Response, to: string): void {
  response
    .status(303)
    .set({ location: to, 'cache-control': 'no-store', 'referrer-policy': 'strict-origin' })
    .end();
}
