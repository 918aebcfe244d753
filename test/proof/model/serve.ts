import type { CallbackInput, TaskAnswer } from '../../../domain/facts/input.ts';
import type { NoAnswer, Refusal } from '../../../domain/order/channel-answer.ts';
import type { Attempt } from '../../../domain/order/attempt.ts';
import { invariant } from '../../../domain/invariant.ts';
import {
  findingOf,
  type Payment,
  serveCapture,
  serveClose,
  serveCreate,
  serveRefund,
  serveRefundQuery,
  serveVoid,
} from './channel.ts';
import { type KindName, kinds } from './kinds.ts';
import { type Call, paymentOf, type World, withPayment } from './world.ts';

/** An answer that does not say what happened. */
export const unknown: NoAnswer = { kind: 'unknown', code: 'timeout' };
export const refusal: Refusal = { kind: 'refused', code: 'refused' };

function attemptOf(world: World, number: string): Attempt {
  const attempt = world.ledger.attempts.find((one) => one.number === number);
  invariant(attempt !== undefined, 'one-writer: only an attempt of the ledger is called about');
  return attempt;
}

/** The kind of channel of an attempt; in the model, the method names the kind. */
export function kindOf(world: World, number: string): KindName {
  return attemptOf(world, number).method as KindName;
}

/** Adds a callback about this payment as it stands now. */
export function withMail(
  world: World,
  payment: Payment,
  news: CallbackInput['news'],
  mark: string,
): World {
  const id = `${payment.number}:${mark}`;
  return { ...world, mail: [...world.mail, { id, number: payment.number, news }] };
}

/** An answer without the name of its call. */
type Bare = TaskAnswer['answer'];

/** Adds the name of the call to an answer; the types guarantee that they match. */
function named(call: Call, answer: Bare): TaskAnswer {
  const { task, askedAtMs } = call;
  const type = {
    create: 'created',
    query: 'queried',
    close: 'close_answered',
    void: 'close_answered',
    capture: 'captured',
    refund: 'refunded',
    query_refund: 'refund_queried',
  }[task.kind];
  const who =
    'refundNumber' in task ? { refundNumber: task.refundNumber } : { number: task.number };
  return { type, ...who, askedAtMs, answer } as TaskAnswer;
}

/** The world in which the answer to this call is on its way back. */
export function answered(world: World, call: Call, answer: Bare): World {
  const calls = world.calls.map((one) =>
    one === call ? { ...one, answer: named(call, answer) } : one,
  );
  return { ...world, calls };
}

type Execution = Readonly<{ world: World; answer: Bare }>;

function ask(world: World, call: Call): { payment: Payment | null; answer: Bare } {
  const payment = paymentOf(world, call.number);
  const { task } = call;
  switch (task.kind) {
    case 'create': {
      const kind = kindOf(world, call.number);
      return serveCreate(payment, attemptOf(world, call.number), kind, world.nowMs);
    }
    case 'query':
      return { payment, answer: findingOf(payment) };
    case 'close':
      return serveClose(payment);
    case 'void':
      return serveVoid(payment);
    case 'capture':
      return serveCapture(payment);
    case 'refund': {
      const standing =
        payment !== null && kinds[payment.kind].refundsSlowly ? 'processing' : 'succeeded';
      return serveRefund(payment, task.refundNumber, call.refundMinor, standing, world.nowMs);
    }
    case 'query_refund':
      return { payment, answer: serveRefundQuery(payment, task.refundNumber) };
    default:
      return task satisfies never;
  }
}

/** The channel does what the call asks. */
export function execute(world: World, call: Call): Execution {
  const before = paymentOf(world, call.number);
  const { payment, answer } = ask(world, call);
  let next = withPayment(world, payment);
  if (payment !== null && payment.status === 'paid' && before?.status !== 'paid') {
    next = withMail(next, payment, { kind: 'payment', finding: findingOf(payment) }, 'paid');
  }
  return { world: next, answer };
}
