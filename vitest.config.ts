import { join } from 'node:path';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { isUnderRunner } from './test/cluster/runner-environment.ts';

/*
 * One project for each way a test must be run. `npm test` runs unit, model and live; the others have
 * commands of their own. A file belongs to one project, so `npx vitest run FILE` needs no more.
 */

/** They kill processes, take servers away, or replace versions: each has the machine to itself. */
const alone = [
  'test/live/kills.test.ts',
  'test/live/outage.test.ts',
  'test/live/upgrade.test.ts',
  'test/live/killed-api-key.test.ts',
  'test/dev/**/*.test.ts',
  'test/deploy/production.test.ts',
];

/** Each file starts servers of its own and mostly waits. */
const withServers = { pool: 'forks', testTimeout: 120_000, hookTimeout: 180_000 } as const;

/** Pure tests beside their source: no server, no database. */
const unit: TestProjectConfiguration = {
  test: {
    name: 'unit',
    pool: 'forks',
    // They mock nothing and keep no state in modules: two processes read each module once.
    isolate: false,
    // By default one fewer than there are cores.
    maxWorkers: '100%',
    sequence: { groupOrder: 0 },
    include: [
      '{domain,channels,config,sandbox,dev,api,workflows,activities,worker,ledger}/**/*.test.ts',
    ],
    testTimeout: 30_000,
  },
};

/** The model check in small, against the production rules; whole by `npm run proof:model`. No server. */
const model: TestProjectConfiguration = {
  test: {
    name: 'model',
    pool: 'forks',
    isolate: false,
    maxWorkers: '100%',
    sequence: { groupOrder: 1 },
    include: ['test/proof/model/**/*.test.ts', 'test/proof/random/**/*.test.ts'],
    testTimeout: 600_000,
  },
};

/** What crosses rooms, on a real PostgreSQL, a real Temporal server and the sandbox over HTTP. */
const live: TestProjectConfiguration = {
  test: {
    ...withServers,
    name: 'live',
    // Two cores carry two files, which mostly wait.
    maxWorkers: 2,
    sequence: { groupOrder: 2 },
    include: ['test/**/*.test.ts'],
    exclude: [
      ...alone,
      'test/proof/model/**',
      'test/proof/random/**',
      'test/proof/pitfalls/stories.test.ts',
      'test/cluster/**',
    ],
  },
};

const liveAlone: TestProjectConfiguration = {
  test: {
    ...withServers,
    name: 'live-alone',
    maxWorkers: 1,
    sequence: { groupOrder: 3 },
    include: alone,
  },
};

/** The pitfalls others report, on real servers; by `npm run proof:pitfalls`. */
const pitfalls: TestProjectConfiguration = {
  test: {
    ...withServers,
    name: 'pitfalls',
    sequence: { groupOrder: 4 },
    include: ['test/proof/pitfalls/stories.test.ts'],
  },
};

const onCluster = join(import.meta.dirname, 'test/cluster/paidonce.ts');

/** The live tests against a Temporal cluster; by `npm run test:cluster`, which starts it. */
const cluster: TestProjectConfiguration = {
  plugins: [
    {
      name: 'paidonce-on-the-cluster',
      enforce: 'pre',
      resolveId: (source, importer) =>
        source.endsWith('/kit/paidonce.ts') && importer !== onCluster ? onCluster : null,
    },
  ],
  test: {
    ...withServers,
    name: 'cluster',
    fileParallelism: false,
    sequence: { groupOrder: 5 },
    include: ['test/live/**/*.test.ts', 'test/cluster/**/*.test.ts'],
  },
};

export default defineConfig({
  test: {
    projects: isUnderRunner(process.env) ? [cluster] : [unit, model, live, liveAlone, pitfalls],
  },
});
