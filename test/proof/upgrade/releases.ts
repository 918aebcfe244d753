import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../../../dev/own-process.ts';
import { bundleWorkflows } from '../../../worker/bundle.ts';
import { type Change, changedText } from '../../kit/changed-text.ts';
import { copyTree } from '../../kit/copied-tree.ts';
import { changedRules } from './changed-rules.ts';

/** The commit of the release before: the last one without an update for each type of request. */
const commitBefore = 'f970235';

/** A version of the product that can be installed: its folder and its workflow bundle. */
export type Release = Readonly<{
  name: string;
  folder: string;
  bundle: string;
  remove: () => void;
}>;

export const ruleNames: readonly string[] = Object.keys(changedRules);

function changeOf(rule: string): Change {
  const change = changedRules[rule];
  if (change === undefined) throw new Error(`no such rule: ${rule}`);
  return change;
}

async function bundled(name: string, folder: string, remove: () => void): Promise<Release> {
  const bundle = await bundleWorkflows(join(folder, 'workflows', 'index.ts'));
  return { name, folder, bundle, remove };
}

/** The source as it stands. */
export async function thisRelease(): Promise<Release> {
  const { folder, remove } = copyTree();
  return bundled('this version', folder, remove);
}

/** This release with one rule changed, in workflows, activities and ledger alike. */
export async function ruleRelease(rule: string): Promise<Release> {
  const { folder, change, remove } = copyTree();
  change([changeOf(rule)]);
  return bundled(rule, folder, remove);
}

/** The id of an order that meets this rule under `allRulesRelease`. */
export function orderId(rule: number, state: number): string {
  return `U${rule}-${state}-${randomUUID().slice(0, 8)}`;
}

/** Source of a workflow that runs each order by the changed rule that the order's id names. */
const chooser = (rules: number): string =>
  [
    ...Array.from(
      { length: rules },
      (_, at) => `import * as v${at} from '../versions/${at}/workflows/index.ts';`,
    ),
    `const versions = [${Array.from({ length: rules }, (_, at) => `v${at}`).join(', ')}];`,
    'export function order(args) {',
    '  const rule = Number(/^U(\\d+)-/.exec(args.key.orderId)?.[1]);',
    "  if (!(rule in versions)) throw new Error('an order of no rule');",
    '  return versions[rule].order(args);',
    '}',
    '',
  ].join('\n');

/**
 * All twelve rules at once: a bundle that holds the workflows twelve times, each with one rule
 * changed. So one replacement of the worker is twelve upgrades. The ledger's code is unchanged.
 */
export async function allRulesRelease(): Promise<Release> {
  const { folder, change, remove } = copyTree();
  for (const [at, rule] of ruleNames.entries()) {
    const version = join(folder, 'versions', String(at));
    mkdirSync(version, { recursive: true });
    const putBack = change([changeOf(rule)]);
    for (const room of ['domain', 'workflows']) {
      cpSync(join(folder, room), join(version, room), { recursive: true });
    }
    putBack();
  }
  writeFileSync(join(folder, 'workflows', 'index.ts'), chooser(ruleNames.length));
  return bundled('each order its own changed rule', folder, remove);
}

/**
 * Makes a release ignore unknown settings: here both releases read one file, which has new
 * settings.
 */
function passOverNewSettings(folder: string): void {
  const file = join(folder, 'config', 'configuration.ts');
  const [from, to] = ['const fileSchema = z.strictObject({', 'const fileSchema = z.object({'];
  writeFileSync(file, changedText(readFileSync(file, 'utf8'), { file, from, to }));
}

/**
 * The release before, out of git.
 *
 * @throws Error if this clone does not have that commit
 */
export async function releaseBefore(): Promise<Release> {
  const folder = mkdtempSync(join(tmpdir(), 'paidonce-before-'));
  const remove = (): void => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', remove);
  const archive = execFileSync('git', ['archive', '--format=tar', commitBefore], {
    cwd: projectFolder,
    maxBuffer: 256 * 1024 * 1024,
  });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  passOverNewSettings(folder);
  symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return bundled(`the release before (${commitBefore})`, folder, remove);
}
