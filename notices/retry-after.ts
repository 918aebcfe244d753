/** The longest that an endpoint may put us off by one answer: a day. */
export const longestRetryAfterMs = 24 * 60 * 60 * 1000;

const seconds = /^\d{1,15}$/;
/** The three forms of a date in HTTP (RFC 9110, section 5.6.7); all of them mean GMT. */
const dates = [
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

function dateMs(text: string): number {
  if (!dates.some((form) => form.test(text))) return NaN;
  return Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`);
}

/**
 * How long an answer asks us to wait, by its `Retry-After`: seconds, or a date of HTTP.
 *
 * @param nowMs when the answer came
 * @returns ms from then, 0 to `longestRetryAfterMs`; null where there is none that can be read
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  const ms = seconds.test(text) ? Number(text) * 1000 : dateMs(text) - nowMs;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), longestRetryAfterMs);
}
