import proto, { type temporal } from '@temporalio/proto';
import { describe, expect, test } from 'vitest';
import { failedByAll } from './failed-by-all.ts';
import type { Poller } from './queue-pollers.ts';
import { workerIdentity } from '../messages/worker-identity.ts';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

const { WorkflowTaskFailedCause: causes } = proto.temporal.api.enums.v1;
const doesNotReplay = causes.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR;
const threw = causes.WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE;
const cameTooLate = causes.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND;

const older = workerIdentity({ build: '01d', pid: 1, host: 'a' });
const newer = workerIdentity({ build: '4e3', pid: 2, host: 'b' });
const newerToo = workerIdentity({ build: '4e3', pid: 3, host: 'b' });
/** A worker of a release whose workers named no build. */
const nameless = '4@c';

type EngineTime = NonNullable<HistoryEvent['eventTime']>;

function at(seconds: number): EngineTime {
  return { seconds: seconds as unknown as NonNullable<EngineTime['seconds']>, nanos: 0 };
}

function failed(identity: string, cause = doesNotReplay, seconds = 1_000): HistoryEvent {
  return { eventTime: at(seconds), workflowTaskFailedEventAttributes: { identity, cause } };
}

const completed: HistoryEvent = { workflowTaskCompletedEventAttributes: { identity: newer } };
const signal: HistoryEvent = { eventTime: at(1_000), workflowExecutionSignaledEventAttributes: {} };
const timedOut: HistoryEvent = { workflowTaskTimedOutEventAttributes: {} };

function listed(pollers: readonly Poller[], longPollMs = 60_000) {
  return { pollers, longPollMs };
}

function polling(...identities: readonly string[]) {
  return listed(identities.map((identity) => ({ identity, lastAccessTime: at(1_000) })));
}

describe('two versions at once', () => {
  test('quiet-end: what the old worker fails, the new one may hold well', () => {
    expect(failedByAll([signal, failed(older)], polling(older, newer))).toBe(false);
    expect(failedByAll([failed(older)], polling(newer))).toBe(false);
  });

  test('quiet-end: what the new worker fails, the old one may hold well', () => {
    expect(failedByAll([failed(newer), completed], polling(older, newer))).toBe(false);
  });

  test('quiet-end: what each version that polls has failed can not go on', () => {
    const history = [failed(newer), signal, failed(older), completed];
    expect(failedByAll(history, polling(older, newer))).toBe(true);
  });

  test('quiet-end: a run that was carried on since is well', () => {
    expect(failedByAll([completed, failed(newer)], polling(newer))).toBe(false);
    const sinceOne = [failed(newer), completed, failed(older)];
    expect(failedByAll(sinceOne, polling(older, newer))).toBe(false);
  });

  test('workers of one build are heard through each of them', () => {
    expect(failedByAll([failed(newer)], polling(newer, newerToo))).toBe(true);
  });

  test('a worker that names no build has to fail the run itself', () => {
    expect(failedByAll([failed(newer)], polling(newer, nameless))).toBe(false);
    expect(failedByAll([failed(newer), failed(nameless)], polling(newer, nameless))).toBe(true);
  });
});

describe('who polls', () => {
  const gone = { identity: older, lastAccessTime: at(1_000) };

  test('a worker that was silent for longer than a poll takes is gone', () => {
    const heard = (seconds: number) => ({ identity: newer, lastAccessTime: at(seconds) });
    expect(failedByAll([failed(newer)], listed([gone, heard(1_080)]))).toBe(true);
    expect(failedByAll([failed(newer)], listed([gone, heard(1_060)]))).toBe(false);
    expect(failedByAll([failed(newer)], listed([gone, heard(1_060)], 5_000))).toBe(true);
    expect(failedByAll([failed(newer)], listed([gone, heard(1_080)], 120_000))).toBe(false);
  });

  test('quiet-end: a worker that polls one of several partitions is there', () => {
    const elsewhere = { ...gone, lastAccessTime: at(1_080) };
    const alive = { identity: newer, lastAccessTime: at(1_080) };
    expect(failedByAll([failed(newer)], listed([gone, alive, elsewhere]))).toBe(false);
  });

  test('the history tells how late it is, too', () => {
    const alive = { identity: newer, lastAccessTime: at(1_040) };
    expect(failedByAll([failed(newer, doesNotReplay, 1_080)], listed([gone, alive]))).toBe(true);
    expect(failedByAll([failed(newer, doesNotReplay, 1_041)], listed([gone, alive]))).toBe(false);
  });

  test('quiet-end: where no worker polls, a run waits', () => {
    expect(failedByAll([failed(newer)], listed([]))).toBe(false);
  });
});

describe('what a failed task says', () => {
  test('what the code threw at another answer is a history that does not replay', () => {
    expect(failedByAll([failed(newer, threw)], polling(newer))).toBe(true);
  });

  test('a completion that came too late had replayed the history', () => {
    expect(failedByAll([failed(newer, cameTooLate)], polling(newer))).toBe(false);
    const before = [failed(newer, cameTooLate), failed(newer)];
    expect(failedByAll(before, polling(newer))).toBe(false);
  });

  test('a task whose worker died says nothing', () => {
    expect(failedByAll([timedOut], polling(newer))).toBe(false);
    expect(failedByAll([timedOut, failed(newer)], polling(newer))).toBe(true);
  });

  test('a run that merely waits has failed nowhere', () => {
    expect(failedByAll([signal, completed], polling(newer))).toBe(false);
    expect(failedByAll([], polling(newer))).toBe(false);
  });
});
