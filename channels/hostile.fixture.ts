import fc from 'fast-check';
import { expect } from 'vitest';

/** Values that may come from outside to jam us, on purpose or by accident. */

/** A number that JSON can write and JavaScript can't hold; `hostileJson` writes it as it is. */
const unheld = fc
  .constantFrom('1e999', '-1e999', '9007199254740993', '1e-400', '123456789012345678901234567890')
  .map((digits) => `@number:${digits}@`);

function nested(depth: number): unknown {
  return JSON.parse('{"a":['.repeat(depth) + '1' + ']}'.repeat(depth));
}

/** Text with half characters or NUL, far too long, or with names and dates that are traps. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
    .map((units) => String.fromCharCode(...units)),
  fc.constantFrom('', ' ', '\u0000', 'a\u0000', '\ud83d', '\udc00', 'é'.repeat(1_500)),
  fc.constantFrom('🎫'.repeat(200), `x${'🎫'.repeat(200)}`, '\u202e\u2066\ufeff', '%00', '%ff'),
  fc.constantFrom('x'.repeat(8_000), '1'.repeat(3_000), 'A'.repeat(129), 'A1'.repeat(32)),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'NaN', 'Infinity', 'null', 'undefined'),
  fc.constantFrom('1e999', '-1', '-0', '0x10', '9007199254740993', '90071992547409.92', '0.001'),
  fc.constantFrom('9999-12-31 23:59:59', '0000-01-01T00:00:00Z', '+275760-09-13T00:00:00Z'),
  fc.constantFrom('-000001-01-01T00:00:00Z', '275760-09-13 00:00:01', '2026-02-30 25:61:61'),
);

/** Numbers beyond what is exact, below nothing, and times beyond any calendar. */
export const hostileNumber: fc.Arbitrary<number | string> = fc.oneof(
  fc.double(),
  fc.constantFrom(2 ** 53, 2 ** 53 - 1, 2 ** 63, -(2 ** 63), -1, -0, 0, 0.5, 1e300, 5e-324),
  fc.constantFrom(8.64e15, 8.64e15 + 1, -8.64e15, -62_167_219_200_001, 253_402_300_800_000),
  unheld,
);

export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: hostileText },
  { weight: 3, arbitrary: hostileNumber },
  fc.constantFrom<unknown>(null, [], {}, true, [''], { length: 1 }, nested(30), nested(2_000)),
);

export type Path = readonly string[];

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** The paths of every field of a record, however deep. */
export function pathsOf(value: unknown, path: Path = []): Path[] {
  if (!isObject(value)) return [path];
  const inner = Object.entries(value).flatMap(([name, one]) => pathsOf(one, [...path, name]));
  return path.length === 0 ? inner : [path, ...inner];
}

/** The record with one field changed; undefined: JSON leaves it out. */
export function changed(value: object, [name = '', ...rest]: Path, to: unknown): object {
  const fields = Object.entries(value).map(([own, one]: [string, unknown]) => {
    if (own !== name) return [own, one];
    return [own, rest.length > 0 && isObject(one) ? changed(one, rest, to) : to];
  });
  return Array.isArray(value)
    ? fields.map(([, one]) => one)
    : (Object.fromEntries(fields) as object);
}

/** A good record with one of its fields, however deep, made hostile; or with one field too many. */
export function spoiled(good: object): fc.Arbitrary<object> {
  const oneWrong = fc
    .tuple(fc.constantFrom(...pathsOf(good)), fc.oneof(hostile, fc.constant(undefined)))
    .map(([path, value]) => changed(good, path, value));
  const oneMore = fc
    .tuple(hostileText, hostile)
    .map(([name, value]) => Object.assign(Object.create(null) as object, good, { [name]: value }));
  return fc.oneof({ weight: 9, arbitrary: oneWrong }, oneMore);
}

/** As `JSON.stringify`, with numbers that only text can hold. */
export function hostileJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/"@number:([^"@]+)@"/g, '$1');
}

const longestAllowed = 2_600;

/** Fails if the ledger would not take the JSON of this answer or news. */
export function expectStorable(value: unknown): void {
  if (typeof value === 'string') {
    expect(value).not.toMatch(/[\u0000-\u001f\u007f]|\p{Surrogate}/u);
    expect(value.length).toBeLessThanOrEqual(longestAllowed);
  } else if (typeof value === 'number') {
    expect(Number.isSafeInteger(value)).toBe(true);
    expect(value).toBeGreaterThanOrEqual(0);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      expectStorable(name);
      expectStorable(inner);
    }
  } else {
    expect(['boolean', 'undefined', 'object']).toContain(typeof value);
  }
}
