import { defineConfig } from 'vitest/config';

/** What crosses rooms, on a real PostgreSQL, a real Temporal server and the sandbox over HTTP. */
export default defineConfig({
  test: {
    pool: 'forks',
    // Each file starts servers of its own; two cores carry one such file at a time well.
    fileParallelism: false,
    include: ['test/**/*.test.ts'],
    // Those have commands of their own: test:model, test:cluster, proof:pitfalls.
    exclude: [
      'test/model/**',
      'test/random/**',
      'test/cluster/**',
      'test/pitfalls/stories.test.ts',
    ],
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
