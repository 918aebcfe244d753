import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { runFolderVariable } from './shared/names.ts';

/**
 * The file with the workflow bundle of the source as it stands, built once in a run of tests.
 *
 * @returns null outside a run: nobody would take the file away
 */
export async function workflowBundleFile(): Promise<string | null> {
  const folder = process.env[runFolderVariable];
  if (folder === undefined) return null;
  const file = join(folder, 'workflow-bundle.js');
  if (existsSync(file)) return file;
  // In one step: whoever looks meanwhile builds his own, and never reads half of ours.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, await bundleWorkflows());
  renameSync(draft, file);
  return file;
}

/** The text of it. */
export async function workflowBundle(): Promise<string> {
  const file = await workflowBundleFile();
  return file === null ? bundleWorkflows() : readFileSync(file, 'utf8');
}
