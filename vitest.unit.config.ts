import { defineConfig } from 'vitest/config';

/** Pure tests beside their source: no server, no database. */
export default defineConfig({
  test: {
    pool: 'forks',
    // By default one fewer than there are cores.
    maxWorkers: '100%',
    include: [
      '{domain,channels,config,sandbox,dev,api,workflows,activities,worker,ledger}/**/*.test.ts',
    ],
    testTimeout: 30_000,
  },
});
