import { cp, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { migrationsFolder } from '../ledger/database/migrate.ts';
import { builtBundlePath, bundleWorkflows } from './bundle.ts';

/**
 * The last step of `npm run build`, run in the project's folder as the compiler has just written
 * it: puts the migrations and the workflow bundle into the build.
 */
await cp('ledger/migrations', migrationsFolder, { recursive: true });
await writeFile(builtBundlePath, await bundleWorkflows());
process.stderr.write(`Built; the workflow bundle is ${relative('.', builtBundlePath)}.\n`);
