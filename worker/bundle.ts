import { bundleWorkflowCode } from '@temporalio/worker';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Entry of the workflow bundle; JavaScript when this file runs from the build. */
export const workflowsPath = fileURLToPath(
  new URL(`../workflows/index${extname(import.meta.url)}`, import.meta.url),
);

/** Where `npm run build` leaves the bundle. */
export const builtBundlePath = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));

/**
 * The workflow code as one bundle, built in about a second.
 *
 * @param entry its index file; a test may name another version's
 * @returns the bundle's text
 */
export async function bundleWorkflows(entry: string = workflowsPath): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: entry,
    ignoreModules: ['vitest'],
    webpackConfigHook: (config) => ({
      ...config,
      resolve: { ...config.resolve, extensionAlias: { '.js': ['.ts', '.js'] } },
    }),
  });
  return code;
}

/**
 * The workflow code to run: the file that `PAIDONCE_WORKFLOW_BUNDLE` names, else the bundle that
 * the build left, else the sources bundled now.
 *
 * @returns the bundle's text
 */
export async function workflowCode(
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const named = env['PAIDONCE_WORKFLOW_BUNDLE'];
  if (named !== undefined && named !== '') return readFile(named, 'utf8');
  return existsSync(builtBundlePath) ? readFile(builtBundlePath, 'utf8') : bundleWorkflows();
}

/**
 * Names the build of workflow code by its content, which tells an old worker from a new one.
 *
 * @returns twelve hexadecimal digits
 */
export function buildOfCode(code: string): string {
  return createHash('sha256').update(code).digest('hex').slice(0, 12);
}
