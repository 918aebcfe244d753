import { z } from 'zod';

/** The most characters of a number or id that a channel gave. */
const longestId = 128;
/** The most characters of a channel's id of one event. */
const longestEventId = 255;
const longestCode = 64;
const longestMessage = 300;

// Nobody reads control characters, and PostgreSQL can't store NUL.
const controls = /\p{Cc}+/gu;
const loneSurrogates = /\p{Surrogate}/gu;

/**
 * Text that came from outside, made storable: well-formed Unicode without control
 * characters, cut between characters. The same input always gives the same text.
 *
 * @param longest UTF-16 units, as everywhere a length is checked
 */
export function storableText(text: string, longest: number): string {
  // Cut first: text beyond this can't reach the result, and a hostile text may be a megabyte long.
  const clean = text
    .slice(0, 4 * longest)
    .replace(controls, ' ')
    .replace(loneSurrogates, '\ufffd');
  return clean.slice(0, longest).replace(/\p{Surrogate}$/u, '');
}

/**
 * Takes out what a channel quotes of the shopper's data that it was sent. This must come before the
 * text is cut: a value cut in half would not be found, and half of it would stay.
 */
export function withoutPersonal(text: string, personal: readonly string[]): string {
  return personal
    .filter((value) => value !== '')
    .reduce((rest, value) => rest.replaceAll(value, '…'), text);
}

/** A channel's error code, fit for a fact. */
export function storableCode(code: string): string {
  return storableText(code, longestCode);
}

/** A channel's words, fit to be stored. */
export function storableMessage(message: string): string {
  return storableText(message, longestMessage);
}

/**
 * A number or id from outside: visible ASCII. If it were cut or cleaned, it could name something
 * else. So text that does not fit is no id, and the message that it came in is no evidence.
 */
export const outsideId = z.string().regex(new RegExp(`^[\\x21-\\x7e]{1,${longestId}}$`));

/** A channel's id of an event, by the same rule. */
export const outsideEventId = z.string().regex(new RegExp(`^[\\x21-\\x7e]{1,${longestEventId}}$`));

/** A link or token for the shopper: visible ASCII, at most 2000 characters. */
export const outsideLink = z.string().regex(/^[\x21-\x7e]{1,2000}$/);

const earliestMs = Date.UTC(2000, 0, 1);
const latestMs = Date.UTC(2101, 0, 1) - 1;

/** @returns the time, in ms; null if it is outside the years 2000 to 2100 */
export function outsideTimeMs(ms: number): number | null {
  return ms >= earliestMs && ms <= latestMs ? ms : null;
}
