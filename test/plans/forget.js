// Before a whole run of the tests: statements of earlier runs are not those of today's source.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

rmSync(fileURLToPath(new URL('../../.figures/statements', import.meta.url)), {
  recursive: true,
  force: true,
});
