import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { fillLedger, type LedgerSize } from '../../test/kit/large-ledger.ts';
import { startPostgres } from '../../test/kit/postgres.ts';
import { sourceCommit } from '../../test/proof/figures/commit.ts';
import { type LedgerFigures, type Took, tookOf } from './figures.ts';
import { type Operation, operations, paidPerSecond, type Side } from './operations.ts';
import { withLedger } from './page.ts';
import { explained, scanOf } from './plans.ts';
import { timesPlot } from './plot.ts';
import { codeOf, commitBefore, releaseBefore, workingCopy } from './release.ts';

/*
 * npm run bench:ledger: fills a ledger as the release before has it, copies it, migrates the copy,
 * and lets both releases do the same things in turn, each with its own code. `-- --quick` tries it
 * on fewer orders, and leaves no figures.
 */
const isQuick = process.argv.includes('--quick');
const size: LedgerSize = { orderCount: isQuick ? 10_000 : 300_000, refundEvery: 5 };
const crowdMs = isQuick ? 1_000 : 6_000;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const sized = z.object({ size: z.number() });
const counted = z.object({ count: z.number() });

async function bytesOf({ code, db }: Side): Promise<number> {
  const sql = 'select pg_database_size(current_database()) as size';
  return (await code.selectOne(db, sized, sql))?.size ?? 0;
}

/** Fills the ledger of the release before, and makes a copy with today's schema. */
async function prepare(url: string, before: Side['code'], after: Side['code']) {
  const one = before.openDatabase(url, { applicationName: 'paidonce-bench' });
  await before.migrate(one);
  say(`filling a ledger of ${size.orderCount} orders`);
  await fillLedger(one, size);
  await one.close();
  const copy = new URL(url);
  copy.pathname = '/after';
  const server = new URL(url);
  server.pathname = '/postgres';
  const postgres = after.openDatabase(server.href, { applicationName: 'paidonce-bench', max: 1 });
  await postgres.query('set statement_timeout = 0');
  await postgres.query('create database after template ledger strategy file_copy');
  await postgres.close();
  const other = after.openDatabase(copy.href, { applicationName: 'paidonce-bench' });
  const beganMs = performance.now();
  await after.migrate(other, undefined, say);
  const migrationS = (performance.now() - beganMs) / 1_000;
  for (const db of [before.openDatabase(url), other]) {
    await db.query('set statement_timeout = 0; analyze');
    await db.close();
  }
  return {
    migrationS,
    sides: {
      before: { code: before, db: before.openDatabase(url, { applicationName: 'paidonce-bench' }) },
      after: {
        code: after,
        db: after.openDatabase(copy.href, { applicationName: 'paidonce-bench' }),
      },
    },
  };
}

async function timed(side: Side, { ready }: Operation): Promise<number | null> {
  const work = await ready(side);
  const beganMs = performance.now();
  try {
    await work();
  } catch (error) {
    // The product gives a statement ten seconds.
    if (String(error).includes('statement timeout')) return null;
    throw error;
  }
  return performance.now() - beganMs;
}

async function inTurn(
  sides: Readonly<{ before: Side; after: Side }>,
  operation: Operation,
): Promise<Readonly<{ name: string; before: Took; after: Took }>> {
  const took: Record<'before' | 'after', number[]> = { before: [], after: [] };
  const givenUp = new Set<'before' | 'after'>();
  // The first time of each is not counted: it reads from disk.
  for (let time = 0; time <= operation.times; time += 1) {
    for (const which of ['before', 'after'] as const) {
      if (givenUp.has(which)) continue;
      const ms = await timed(sides[which], operation);
      if (ms === null) givenUp.add(which);
      else if (time > 0) took[which].push(ms);
    }
  }
  const of = (which: 'before' | 'after'): Took => tookOf(givenUp.has(which) ? [] : took[which]);
  const found = { name: operation.name, before: of('before'), after: of('after') };
  say(
    `${found.name}: ${found.before.medianMs ?? 'given up'} ms, now ${found.after.medianMs ?? 'given up'} ms`,
  );
  return found;
}

async function measure(url: string, folder: string): Promise<LedgerFigures> {
  const [before, after] = [await codeOf(folder), await codeOf(workingCopy)];
  const { sides, migrationS } = await prepare(url, before, after);
  const sizes = { before: await bytesOf(sides.before), after: await bytesOf(sides.after) };
  const plans: LedgerFigures['plans'][number][] = [];
  for (const { what, values, ...sql } of explained) {
    plans.push({
      what,
      before: await scanOf(sides.before, sql.before, values),
      after: await scanOf(sides.after, sql.after, values),
    });
  }
  const measured: LedgerFigures['operations'][number][] = [];
  for (const operation of operations) measured.push(await inTurn(sides, operation));
  const paidPerS = {
    before: await paidPerSecond(sides.before, crowdMs),
    after: await paidPerSecond(sides.after, crowdMs),
  };
  say(`paid a second by eight at once: ${paidPerS.before}, now ${paidPerS.after}`);
  const sql = 'select count(*) from refunds';
  const refunds = (await after.selectOne(sides.after.db, counted, sql))?.count ?? 0;
  await sides.before.db.close();
  await sides.after.db.close();
  return {
    date: new Date().toISOString(),
    commit: sourceCommit(),
    commitBefore,
    node: process.version,
    cores: availableParallelism(),
    orders: size.orderCount,
    refunds,
    sizes,
    migrationS,
    operations: measured,
    paidPerS,
    plans,
  };
}

async function leave(figures: LedgerFigures): Promise<void> {
  const docs = join(workingCopy, 'docs');
  mkdirSync(join(docs, 'pictures'), { recursive: true });
  writeFileSync(join(docs, 'pictures', 'ledger-times.svg'), await timesPlot(figures));
  writeFileSync(join(docs, 'ledger.json'), `${JSON.stringify(figures, null, 2)}\n`);
  const page = join(docs, 'performance.md');
  writeFileSync(page, withLedger(readFileSync(page, 'utf8'), figures));
  say('docs/performance.md, docs/ledger.json and the plot are of this run.');
}

const beganMs = performance.now();
const tree = releaseBefore();
const postgres = await startPostgres();
try {
  const figures = await measure(postgres.url, tree.folder);
  if (!isQuick) await leave(figures);
} finally {
  await postgres.stop();
  tree.remove();
}
say(`${((performance.now() - beganMs) / 1_000).toFixed(0)} s`);
