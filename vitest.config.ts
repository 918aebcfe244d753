import { join } from 'node:path';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { isUnderRunner } from './test/cluster/runner-environment.ts';
import { LongestFirst } from './test/longest-first.ts';

/*
 * One project for each way a test must be run. `npm test` runs all but pitfalls, receivers and
 * cluster, which have commands of their own. A file belongs to one project, so `npx vitest run FILE`
 * needs no more.
 */

/**
 * They kill processes, take servers away, or replace versions, each with servers of its own: two at
 * a time, and beside them at most the model check, which gives way.
 */
const alone = [
  'test/live/kills.test.ts',
  'test/live/outage.test.ts',
  'test/live/upgrade.test.ts',
  'test/live/killed-api-key.test.ts',
  'test/live/merchant.test.ts',
  'test/dev/**/*.test.ts',
];

/** They mostly wait for servers: their own, or those that test/kit/shared/ keeps for all. */
const withServers = {
  pool: 'forks',
  testTimeout: 120_000,
  hookTimeout: 180_000,
  setupFiles: ['test/contract/check-every-answer.ts'],
};

/** What holds the API's document against itself and against other tools. */
const contractFiles = 'test/contract/**/*.test.ts';

/** Pure tests, most of them beside their source: no server, no database. */
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
      '{checkout,cli,client,domain,channels,notices,config,sandbox,dev,api,workflows,activities,worker,ledger}/**/*.test.ts',
      contractFiles,
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

/** A room or two on a ledger of the file's own; no engine, so that a process may run many of them. */
const componentFiles = 'test/component/{activities,api,channels,edge,ledger}/**/*.test.ts';

const component: TestProjectConfiguration = {
  test: {
    ...withServers,
    name: 'component',
    isolate: false,
    maxWorkers: 3,
    sequence: { groupOrder: 2 },
    include: [componentFiles],
  },
};

/** It needs the toolchains of other languages. */
const receiversInOtherLanguages = 'test/receivers/other-languages.test.ts';

/** Pages in a real Chromium, which all files share, as they share the servers of `live`. */
const browserFiles = 'test/browser/**/*.test.ts';

const browser: TestProjectConfiguration = {
  test: {
    ...withServers,
    name: 'browser',
    isolate: false,
    maxWorkers: 2,
    // After the others of `npm run test:live`: drawing pages takes a core.
    sequence: { groupOrder: 3 },
    include: [browserFiles],
  },
};

/** What crosses rooms, on a real PostgreSQL, a real Temporal server and the sandbox over HTTP. */
const live: TestProjectConfiguration = {
  test: {
    ...withServers,
    name: 'live',
    // They keep nothing in modules that another file must not see: the SDKs are read once.
    isolate: false,
    // Two cores carry three files, which mostly wait.
    maxWorkers: 3,
    sequence: { groupOrder: 2 },
    include: ['test/**/*.test.ts'],
    exclude: [
      ...alone,
      componentFiles,
      contractFiles,
      'test/proof/model/**',
      'test/proof/random/**',
      'test/proof/pitfalls/stories.test.ts',
      'test/plans/**',
      'test/cluster/**',
      browserFiles,
      receiversInOtherLanguages,
    ],
  },
};

const liveAlone: TestProjectConfiguration = {
  test: {
    ...withServers,
    name: 'live-alone',
    maxWorkers: 2,
    sequence: { groupOrder: 4 },
    include: alone,
  },
};

/** What the runs before asked PostgreSQL, planned. */
const plans: TestProjectConfiguration = {
  test: {
    ...withServers,
    name: 'plans',
    sequence: { groupOrder: 5 },
    include: ['test/plans/**/*.test.ts'],
  },
};

/** The pitfalls others report, on real servers; by `npm run proof:pitfalls`. */
const pitfalls: TestProjectConfiguration = {
  test: {
    ...withServers,
    name: 'pitfalls',
    sequence: { groupOrder: 6 },
    include: ['test/proof/pitfalls/stories.test.ts'],
  },
};

/** The receivers of docs/receivers but Node's, which `live` has; by `npm run test:receivers`. */
const receivers: TestProjectConfiguration = {
  test: {
    ...withServers,
    name: 'receivers',
    sequence: { groupOrder: 7 },
    include: [receiversInOtherLanguages],
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
    sequence: { groupOrder: 8 },
    include: ['test/live/**/*.test.ts', 'test/cluster/**/*.test.ts'],
  },
};

export default defineConfig({
  test: isUnderRunner(process.env)
    ? { projects: [cluster] }
    : {
        globalSetup: 'test/kit/shared/open-door.ts',
        sequence: { sequencer: LongestFirst },
        projects: [unit, model, component, live, browser, liveAlone, plans, pitfalls, receivers],
      },
});
