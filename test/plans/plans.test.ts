import { afterAll, expect, test } from 'vitest';
import { openDatabase } from '../../ledger/database/database.ts';
import { statementsOfLists } from './all-filters.ts';
import { askingPlaces } from './asking-places.ts';
import { collectedStatements } from './collected.ts';
import { unseenIn } from './excuses.ts';
import { nestedStatements, readsOfFunctions, unseenReads } from './nested.ts';
import { openPlanner } from './planner.ts';
import { startSmallLedger } from './small-ledger.ts';

const postgres = await startSmallLedger({ orderCount: 5_000, refundEvery: 2 });
const db = openDatabase(postgres.url, { applicationName: 'paidonce-test' });
const planner = await openPlanner(db);
const collected = collectedStatements();
afterAll(async () => {
  planner.close();
  await db.close();
  await postgres.stop();
});

test('no statement of the product reads more, the more orders there are', async () => {
  expect(await planner.complaints([...collected, ...(await statementsOfLists())])).toEqual([]);
});

test('every place in our source that asks PostgreSQL was seen to ask', () => {
  const unseen = askingPlaces().filter(
    ({ file, from, to }) =>
      !(file in unseenIn) &&
      !collected.some((one) => one.file === file && one.line >= from && one.line <= to),
  );
  const places = unseen.map(({ file, from }) => `${file}:${from}`);
  expect(places, 'of the tests that ran since `npm run test:live` began').toEqual([]);
});

test('no statement inside a trigger or a foreign key reads more, and none is left out', async () => {
  const nested = await nestedStatements(postgres.url);
  const complaints = nested.flatMap(({ text, complaints }) =>
    complaints.map((one) => `${one}\n${text}`),
  );
  expect([...new Set(complaints)]).toEqual([]);
  const reads = await readsOfFunctions(db);
  expect(reads.length).toBeGreaterThan(3);
  expect(unseenReads(reads, nested)).toEqual([]);
});

test('a statement without an index is found, as are ones that use theirs for too little', async () => {
  const planted = [
    'select from orders where description = $1',
    'select from facts',
    'select from orders where merchant = $1 and description = $2',
    'select from orders where merchant = $1 order by description limit 10',
    'delete from attempts where not exists (select from refunds where refunds.reason = attempts.number)',
    'select count(*) from events where merchant = $1',
  ];
  const found = await planner.complaints(planted.map((text) => ({ file: '', line: 0, text })));
  for (const text of planted) expect(found.join('\n\n')).toContain(`\n${text}`);
});
