import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { limitFields, limitsSchema } from './limit-settings.ts';

const page = readFileSync(new URL('../docs/operating.md', import.meta.url), 'utf8');

test('a limit that is not set keeps its default, also a half of one', () => {
  expect(limitsSchema.parse(undefined)).toEqual(limitsSchema.parse({}));
  const set = limitsSchema.parse({ per_key: { per_second: 2.5 }, waiting: 10 });
  expect(set).toEqual({
    ...limitsSchema.parse({}),
    perKey: { perSecond: 2.5, burst: 400 },
    waiting: 10,
  });
});

test('a limit of nothing, or that is not one, is refused', () => {
  const wrong = [{ per_key: { burst: 0 } }, { per_address: { per_second: 0 } }, { per_shop: {} }];
  for (const limits of wrong) expect(limitsSchema.safeParse(limits).success).toBe(false);
});

test('those who wait for news never take more than half of the connections', () => {
  expect(limitsSchema.safeParse({ connections: 100, waiting: 50 }).success).toBe(true);
  const refused = limitsSchema.safeParse({ connections: 100, waiting: 51 });
  expect(refused.error?.issues[0]?.path).toEqual(['waiting']);
});

test('pages that are pushed to have what is left of the half', () => {
  const streams = (limits: object) => limitsSchema.parse(limits).streams;
  expect(streams({})).toBe(5_000);
  expect(streams({ connections: 100, waiting: 20 })).toBe(30);
  expect(streams({ connections: 100, waiting: 50 })).toBe(0);
  expect(streams({ streams: 7 })).toBe(7);
});

test('every limit is in the operator’s table, with its default', () => {
  for (const [name, field] of Object.entries(limitFields)) {
    const usual = field.parse(undefined);
    const told =
      typeof usual === 'number'
        ? [`| \`limits.${name}\` | ${usual} |`]
        : [
            `| \`limits.${name}.per_second\` | ${usual.per_second} |`,
            `| \`limits.${name}.burst\` | ${usual.burst} |`,
          ];
    for (const line of told) expect(page).toContain(line);
  }
});
