import { expect, test } from 'vitest';
import { World } from '../../domain/testing/world.ts';
import { castOf } from './cast.ts';
import { nextSteps } from './next-steps.ts';
import { storyOf } from './story.ts';

const texts = { failure: (_number: string, code: string) => code, reason: () => '' };
const minuteMs = 60_000;

function told(world: World) {
  const cast = castOf(world.state, texts);
  return nextSteps(world.state, world.nowMs, cast, []);
}

test('callbacks, calls, facts and notices are told in one sequence, facts in their own', () => {
  const world = new World().open('A').paid('A');
  const cast = castOf(world.state, texts);
  const atMs = world.ledger.at(-1)?.atMs ?? 0;
  const facts = world.ledger.map((fact, index) =>
    index === 1 ? { ...fact, atMs: atMs + 5 } : fact,
  );
  const story = storyOf(
    {
      facts,
      callbacks: [
        {
          id: 'cb_1',
          fresh: true,
          channel: 'wechat',
          receivedAtMs: atMs,
          state: 'received',
          channelNumber: 'A',
          consumedAtMs: null,
          consumedBySeq: null,
          news: null,
        },
      ],
      calls: [],
      tries: [
        {
          arrival: 1,
          merchant: 'shop',
          orderId: 'A-1',
          event: 'evt_1',
          url: 'https://shop.example/hooks?token=secret',
          attempt: 2,
          isResend: false,
          startedAtMs: atMs + 9,
          durationMs: 30,
          status: 'failed',
          responseStatus: 503,
          error: 'The endpoint answered 503.',
        },
      ],
      events: [
        { id: 'evt_1', sequence: 1, type: 'order.paid', version: facts.length, createdAtMs: atMs },
      ],
    },
    cast,
  );
  const seqs = story.flatMap(({ seq }) => seq ?? []);
  expect(seqs).toEqual(facts.map((_, index) => index + 1));
  expect(story.map((one) => one.source)).toContain('callback');
  expect(story.at(-1)?.text).toBe(
    'Sent the notice of evt_1 to shop.example, try 2: it failed, and is tried again (HTTP 503): The endpoint answered 503.',
  );
  expect(story.find((one) => one.source === 'callback')?.text).toContain('waits to be taken up');
});

test('next: an open attempt is asked about, and the deadline is told with its moment', () => {
  const world = new World().open('A');
  const steps = told(world);
  expect(steps).toContainEqual({
    atMs: world.state.deadlineMs,
    what: 'The order takes no new payment any more, and begins to close.',
  });
  expect(steps.some(({ what }) => /is asked how it stands with attempt A\.$/.test(what))).toBe(
    true,
  );
  expect(steps.every(({ atMs }) => atMs !== null && atMs >= world.nowMs)).toBe(true);
});

test('next: nothing is due of an order at rest, and a refund that waits names what a person does', () => {
  const rest = new World().open('A').paid('A');
  expect(told(rest)).toEqual([]);
  const late = new World()
    .open('A')
    .close()
    .advance(10 * minuteMs);
  late.hold = 'over_cap';
  late.paid('A').advance(1_000).paid('A').advance(1_000);
  expect(told(late).at(-1)).toEqual({
    atMs: null,
    what: 'A person has to look at refund AR1 and approve or reject it: it is above the limit of one refund.',
  });
});

test('a notice that waits for its merchant is due, with its try', () => {
  const world = new World().open('A').paid('A');
  const waiting = { event: 'evt_1', type: 'order.paid', dueAtMs: world.nowMs + 15_000, tries: 1 };
  const cast = castOf(world.state, texts);
  expect(nextSteps(world.state, world.nowMs, cast, [waiting])).toContainEqual({
    atMs: world.nowMs + 15_000,
    what: 'The merchant is told of order.paid (evt_1), try 2.',
  });
});
