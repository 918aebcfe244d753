import { defineConfig } from 'vitest/config';

/** They kill processes, take servers away, or replace versions: each has the machine to itself. */
const alone = [
  'test/live/kills.test.ts',
  'test/live/outage.test.ts',
  'test/live/upgrade.test.ts',
  'test/live/killed-api-key.test.ts',
  'test/dev/**/*.test.ts',
  'test/deploy/production.test.ts',
];

const shared = {
  pool: 'forks',
  testTimeout: 120_000,
  hookTimeout: 180_000,
} as const;

/** What crosses rooms, on a real PostgreSQL, a real Temporal server and the sandbox over HTTP. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'together',
          // Each file starts servers of its own and mostly waits: two cores carry two of them.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
          include: ['test/**/*.test.ts'],
          exclude: [
            ...alone,
            // Those have commands of their own: test:model, test:cluster, proof:pitfalls.
            'test/proof/model/**',
            'test/proof/random/**',
            'test/cluster/**',
            'test/proof/pitfalls/stories.test.ts',
          ],
        },
      },
      {
        test: {
          ...shared,
          name: 'alone',
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          include: alone,
        },
      },
    ],
  },
});
