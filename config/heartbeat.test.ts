import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { forgetPredecessor } from './heartbeat.ts';

const folder = mkdtempSync(join(tmpdir(), 'paidonce-heartbeat-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Of a process that hung and was killed; in its container, the next one has its number. */
const left = join(folder, 'beats');
beforeEach(() => writeFileSync(left, '{"pid":7}'));

test('a container that is started again begins without the heartbeat of before', () => {
  const env = { ...process.env, PAIDONCE_HEARTBEAT_FILE: left };
  const { status } = spawnSync('sh', ['ops/entrypoint.sh', 'test', '!', '-e', left], { env });
  expect(status).toBe(0);
});

test('a process begins without the heartbeat of the one before it', () => {
  forgetPredecessor({ PAIDONCE_HEARTBEAT_FILE: left });
  expect(existsSync(left)).toBe(false);
  // Nothing is there, no file is named, or it can't be removed: the start goes on.
  for (const path of [left, '', folder]) forgetPredecessor({ PAIDONCE_HEARTBEAT_FILE: path });
});
