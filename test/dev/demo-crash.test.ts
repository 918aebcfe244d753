import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { projectFolder } from '../../dev/own-process.ts';
import { workflowBundleFile } from '../kit/workflow-bundle.ts';

test('one-charge: npm run demo:crash kills the worker between charge and answer, and shows one charge', async () => {
  const bundle = await workflowBundleFile();
  const { stdout } = await promisify(execFile)('npm', ['run', '-s', 'demo:crash'], {
    cwd: projectFolder,
    env: { ...process.env, ...(bundle === null ? {} : { PAIDONCE_WORKFLOW_BUNDLE: bundle }) },
  });
  expect(stdout).toMatch(/worker \d+ is dead[\s\S]*worker ended \(SIGKILL\)/);
  const [, after = ''] = stdout.split('The channel’s own book:');
  expect(after).toMatch(/wechat +charged 1× +took +19\.99 +gave back +0\.00/);
  expect(after).toMatch(/in all .*kept +19\.99\n\nPaid once/);
});
