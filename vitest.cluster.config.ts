import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const ours = join(import.meta.dirname, 'test/cluster/paidonce.ts');

/** The live tests against a Temporal cluster; by `npm run test:cluster`, which starts it. */
export default defineConfig({
  plugins: [
    {
      name: 'paidonce-on-the-cluster',
      enforce: 'pre',
      resolveId: (source, importer) =>
        source.endsWith('/stack/paidonce.ts') && importer !== ours ? ours : null,
    },
  ],
  test: {
    pool: 'forks',
    fileParallelism: false,
    include: ['test/live/**/*.test.ts', 'test/cluster/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
