import { cp, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrationsFolder } from '../ledger/database/migration-files.ts';
import { builtBundlePath, bundleWorkflows } from './bundle.ts';

const build = fileURLToPath(new URL('..', import.meta.url));

/**
 * The last step of `npm run build`, run in the project's folder as the compiler has just written
 * it: puts the migrations, the pages under `/docs`, the files of the
 * cashier page and the workflow bundle into the build.
 */
await cp('ledger/migrations', migrationsFolder, { recursive: true });
await cp('docs', join(build, 'docs'), { recursive: true });
await cp('api/docs/assets', join(build, 'api/docs/assets'), { recursive: true });
await cp('checkout/assets', join(build, 'checkout/assets'), { recursive: true });
await writeFile(builtBundlePath, await bundleWorkflows());
process.stderr.write(`Built; the workflow bundle is ${relative('.', builtBundlePath)}.\n`);
