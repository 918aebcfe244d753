import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findTemporalCli } from './find-cli.ts';

describe('the Temporal CLI', () => {
  let parent: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'paidonce-cli-'));
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  function program(folder: string, name = 'temporal', script = 'exit 1'): string {
    mkdirSync(join(parent, folder), { recursive: true });
    const path = join(parent, folder, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  const never = new AbortController().signal;
  const told: string[] = [];
  const say = (line: string): number => told.push(line);
  const find = (env: Record<string, string>): Promise<string> =>
    findTemporalCli({ XDG_CACHE_HOME: join(parent, 'cache'), PATH: '', ...env }, say, never, {
      downloadMs: 1,
      tellEveryMs: 20,
    });

  test('the CLI is looked for by name, then on the PATH, then in the cache', async () => {
    const named = program('named');
    const onPath = program('bin');
    const cached = program('cache/paidonce');
    const PATH = `${join(parent, 'nothing')}:${join(parent, 'bin')}`;
    expect(await find({ TEMPORAL_CLI_PATH: named, PATH })).toBe(named);
    expect(await find({ PATH })).toBe(onPath);
    expect(await find({})).toBe(cached);
  });

  test('what the SDK once downloaded is found by its versioned name', async () => {
    const cached = program('cache/paidonce', 'temporal-cli-sdk-typescript-1.24.0');
    expect(await find({})).toBe(cached);
  });

  test('a wrong TEMPORAL_CLI_PATH is an error, not a reason to look elsewhere', async () => {
    program('bin');
    const env = { TEMPORAL_CLI_PATH: join(parent, 'typo'), PATH: join(parent, 'bin') };
    await expect(find(env)).rejects.toThrow(/TEMPORAL_CLI_PATH names .*typo, which is no program/);
  });

  test('without CLI, download and Go the error names all remedies', async () => {
    const refused = String(await find({}).catch((error: unknown) => error));
    expect(refused).toContain('no Go on the PATH');
    expect(refused).toContain('TEMPORAL_CLI_PATH=');
    expect(refused).toContain('install Go 1.25');
    expect(refused).toContain('TEMPORAL_ADDRESS=');
  });

  test('with Go the pinned CLI is built into the cache, and a line says that it takes minutes', async () => {
    program(
      'go-bin',
      'go',
      '[ "$1" = install ] && echo "$3" > "$GOBIN/temporal" && /bin/chmod 755 "$GOBIN/temporal"',
    );
    const built = await find({ PATH: join(parent, 'go-bin') });
    expect(built).toBe(join(parent, 'cache/paidonce/temporal'));
    expect(told.join('\n')).toContain('two to five minutes');
  });

  test('a build says how far it is, again and again', async () => {
    const told_ = told.length;
    program(
      'go-bin',
      'go',
      'echo "go: downloading a v1" >&2; echo a/b >&2; echo a/c >&2; /bin/sleep 0.5; echo > "$GOBIN/temporal"; /bin/chmod 755 "$GOBIN/temporal"',
    );
    await find({ PATH: join(parent, 'go-bin') });
    const lines = told.slice(told_).filter((line) => line.includes('still building'));
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.at(-1)).toMatch(/after \d+ s: 1 modules fetched, 2 packages compiled$/);
  });

  test('a build that fails tells why', async () => {
    program('go-bin', 'go', 'echo "requires go >= 1.25" >&2; exit 1');
    await expect(find({ PATH: join(parent, 'go-bin') })).rejects.toThrow(/requires go >= 1\.25/);
  });
});
