import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { literally } from '../../kit/literally.ts';
import type { Witness } from './guard.ts';

/** How one test ended, by vitest's JSON report. */
export type TestEnd = Readonly<{
  file: string;
  name: string;
  status: string;
  /** The first line of each failure. */
  failures: readonly string[];
}>;

/** The result of a run of tests. */
export type WitnessRun = Readonly<{
  tests: readonly TestEnd[];
  /** Files that could not be read, or that broke outside any test, with vitest's words. */
  broken: readonly string[];
  seconds: number;
}>;

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

export type Environment = Readonly<Record<string, string>>;

/**
 * The longest time for a file, ms: more than any needs on a busy machine, for a mutant may hang.
 */
const longestPerFileMs = 150_000;

function readReport(folder: string, path: string, printed: string): Omit<WitnessRun, 'seconds'> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return { tests: [], broken: [`vitest wrote no report:\n${printed.slice(-2_000)}`] };
  }
  const { testResults } = reportSchema.parse(JSON.parse(text));
  const broken: string[] = [];
  const tests = testResults.flatMap(({ name, message, assertionResults }) => {
    const file = name.slice(folder.length + 1);
    if (assertionResults.length === 0) broken.push(`${file}: ${message ?? 'no tests'}`);
    return assertionResults.map((one) => ({
      file,
      name: one.fullName,
      status: one.status,
      failures: (one.failureMessages ?? []).map((failure) => failure.split('\n')[0] ?? ''),
    }));
  });
  return { tests, broken };
}

/**
 * Runs test files in a copied tree.
 *
 * @param test runs only the tests whose names contain this; null: all of them
 * @param env environment variables for the tests, added to our own
 */
export async function runWitnesses(
  folder: string,
  files: readonly string[],
  test: Witness['test'] | null,
  env: Environment,
): Promise<WitnessRun> {
  const startedMs = performance.now();
  const report = join(folder, 'witness-report.json');
  rmSync(report, { force: true });
  const args = [
    join(folder, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=json',
    `--outputFile=${report}`,
    ...files,
    ...(test === null ? [] : ['-t', literally(test)]),
  ];
  const printed = await new Promise<string>((resolve) => {
    const options = {
      cwd: folder,
      env: { ...process.env, ...env },
      timeout: longestPerFileMs * files.length,
      maxBuffer: 64 * 1024 * 1024,
    };
    execFile(process.execPath, args, options, (_error, stdout, stderr) => {
      resolve(`${stdout}${stderr}`);
    });
  });
  const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
  return { ...readReport(folder, report, printed), seconds };
}

/**
 * Matches failures that come of an expectation of the test, or of an invariant of its driver
 * or of the domain. Expectations of promises and polls fail with plain errors in vitest's words.
 */
const assertion =
  /^(AssertionError|InvariantViolation)\b|^Error: (promise (resolved|rejected)|expected) /;

/**
 * The first test that ran and failed by an assertion; an import or a set-up that breaks is no
 * witness.
 */
export function failedByAssertion(run: WitnessRun): TestEnd | null {
  return (
    run.tests.find(
      (one) => one.status === 'failed' && one.failures.some((line) => assertion.test(line)),
    ) ?? null
  );
}
