import { defineConfig } from 'vitest/config';

/** The model check in small, against the production rules; whole by `npm run proof:model`. No server. */
export default defineConfig({
  test: {
    pool: 'forks',
    // By default one fewer than there are cores.
    maxWorkers: '100%',
    include: ['test/proof/model/**/*.test.ts', 'test/proof/random/**/*.test.ts'],
    testTimeout: 600_000,
  },
});
