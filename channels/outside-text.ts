import { z } from 'zod';

/** Characters of a number or id that a channel gave. */
const longestId = 128;
/** Characters of a channel's id of one event. */
const longestEventId = 255;
const longestCode = 64;
const longestMessage = 300;

// Not what people read, and NUL no database stores.
const controls = /\p{Cc}+/gu;
const loneSurrogates = /\p{Surrogate}/gu;

/**
 * Text that came from outside, for facts and people: well-formed Unicode without control
 * characters, cut between characters. The same text in, the same text out.
 *
 * @param longest UTF-16 units, as everywhere a length is checked
 */
export function storableText(text: string, longest: number): string {
  // What lies beyond can't reach the result, and a hostile text may be a megabyte long.
  const clean = text
    .slice(0, 4 * longest)
    .replace(controls, ' ')
    .replace(loneSurrogates, '\ufffd');
  return clean.slice(0, longest).replace(/\p{Surrogate}$/u, '');
}

/**
 * Takes out what a channel quotes of the shopper's data it was sent. Before anything is cut:
 * half a value would be found no more, and still be a part of it.
 */
export function withoutPersonal(text: string, personal: readonly string[]): string {
  return personal
    .filter((value) => value !== '')
    .reduce((rest, value) => rest.replaceAll(value, '…'), text);
}

/** A channel's error code, in a fact. */
export function storableCode(code: string): string {
  return storableText(code, longestCode);
}

/** What a channel says in words, in a fact. */
export function storableMessage(message: string): string {
  return storableText(message, longestMessage);
}

/**
 * A number or id from outside: visible ASCII. Cut or cleaned it would be another one's. So what
 * does not fit counts as no id, and the message that it came in as no evidence.
 */
export const outsideId = z.string().regex(new RegExp(`^[\\x21-\\x7e]{1,${longestId}}$`));

/** A channel's id of an event, likewise. */
export const outsideEventId = z.string().regex(new RegExp(`^[\\x21-\\x7e]{1,${longestEventId}}$`));

/** A link or token that a shopper is handed: visible ASCII, at most 2000 characters. */
export const outsideLink = z.string().regex(/^[\x21-\x7e]{1,2000}$/);

const earliestMs = Date.UTC(2000, 0, 1);
const latestMs = Date.UTC(2101, 0, 1) - 1;

/** @returns the time, ms; null for one outside the years 2000 to 2100 */
export function outsideTimeMs(ms: number): number | null {
  return ms >= earliestMs && ms <= latestMs ? ms : null;
}
