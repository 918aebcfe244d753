import { html, type Html } from '../html.ts';

/** Minutes and seconds, rounded up, with hours and days only where there are any. */
export function leftText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours = 0, ...rest] = parts;
  const tail = rest.map((part) => String(part).padStart(2, '0')).join(':');
  return hours === 0 ? tail : `${hours}:${tail}`;
}

/**
 * Time that is left by the server's clock. The browser counts on from what is left, so its own clock
 * may be wrong.
 *
 * @param saying read out when a minute is left; null: nothing
 */
export function countdown(label: string, leftMs: number, saying: string | null): Html {
  const left = Math.max(0, Math.ceil(leftMs));
  const said = saying === null ? null : html` data-say-at-minute="${saying}"`;
  return html`<p class="time">
    ${label} <span role="timer" data-left="${left}" ${said}>${leftText(left)}</span>
  </p>`;
}
