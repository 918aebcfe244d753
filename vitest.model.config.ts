import { defineConfig } from 'vitest/config';

/** The model check: every interleaving of two attempts, against the production rules. No server. */
export default defineConfig({
  test: {
    pool: 'forks',
    // By default one fewer than there are cores.
    maxWorkers: '100%',
    include: ['test/model/**/*.test.ts'],
    testTimeout: 600_000,
  },
});
