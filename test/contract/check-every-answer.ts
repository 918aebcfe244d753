/**
 * A setup file of Vitest: every answer that a test gets of a running API is held against
 * docs/openapi.json, and a test that got one it does not tell is red.
 */
import { AssertionError } from 'node:assert';
import { afterAll, afterEach } from 'vitest';
import { openAnswerChecker } from './answer-checker.ts';
import { checkedFetch } from './checked-fetch.ts';

/** Lasts as long as the process, in which this file runs once for each test file. */
const place = Symbol.for('paidonce: mismatches of answers with the document');
const kept = globalThis as unknown as Record<symbol, string[] | undefined>;

function mismatches(): string[] {
  const known = kept[place];
  if (known !== undefined) return known;
  const made: string[] = [];
  kept[place] = made;
  globalThis.fetch = checkedFetch(globalThis.fetch, openAnswerChecker(), (one) => made.push(one));
  return made;
}

const found = mismatches();

function expectNone(): void {
  const some = found.splice(0);
  if (some.length > 0) throw new AssertionError({ message: some.join('\n\n') });
}

afterEach(expectNone);
// What was asked outside of tests: in `beforeAll`, or while the file was read.
afterAll(expectNone);
