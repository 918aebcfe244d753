import { defineConfig } from 'vitest/config';

/** The pitfalls others report, on real servers; by `npm run proof:pitfalls`. */
export default defineConfig({
  test: {
    pool: 'forks',
    include: ['test/proof/pitfalls/stories.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
