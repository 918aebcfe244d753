import { z } from 'zod';
import { refundStatuses } from '../../domain/order/refund.ts';
import type { RouteDeps } from '../api-deps.ts';
import { canonicalHash } from '../idempotency/canonical-hash.ts';
import { nothingCame } from '../idempotency/idempotently.ts';
import { once } from '../idempotency/once.ts';
import { toProblem } from '../http/to-problem.ts';
import { keyedRoute } from '../http/route.ts';
import { personsReason } from '../http/text-forms.ts';
import { itemProblem } from '../problems/problem-document.ts';
import { itemProblemObject } from '../problems/problem-object.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { decideRefund, type Speaker } from './refund-decision-routes.ts';
import { refundNumber } from './refund-part.ts';
import { someAtATime } from './some-at-a-time.ts';

const mostNumbers = 100;
/** Each decision waits for its order, and takes a connection to the ledger meanwhile. */
const atATime = 5;

/** Body of `POST /v1/refunds/decide`. */
const decideRequest = z
  .strictObject({
    numbers: z
      .array(refundNumber)
      .min(1, 'must name a refund')
      .max(mostNumbers, `must be ${mostNumbers} numbers at most`)
      .meta({
        description: 'The refunds; one named twice counts once.',
        example: ['R7Q0ZK3N5T8X1W4M6B9C2D0F'],
      }),
    decision: z.enum(['approve', 'reject']).meta({
      description: '`approve`: they go out. `reject`: the money stays here.',
      example: 'approve',
    }),
    reason: personsReason,
  })
  .meta({ id: 'RefundsDecision', description: 'A person’s word on many refunds.' });

const decidedObject = z
  .union([
    z.object({
      number: refundNumber,
      status: z
        .enum(refundStatuses)
        .meta({ description: 'How it stands after the decision.', example: 'requested' }),
    }),
    z.object({ number: refundNumber, problem: itemProblemObject }),
  ])
  .meta({
    id: 'DecidedRefund',
    description: 'What came of the decision on one refund.',
    example: { number: 'R7Q0ZK3N5T8X1W4M6B9C2D0F', status: 'requested' },
  });

type Decided = z.output<typeof decidedObject>;
type DecideCall = Speaker & Readonly<{ body: z.output<typeof decideRequest> }>;

/** Whether something came of it, or may have come. */
function hasCome(one: Decided): boolean {
  return !('problem' in one) || one.problem.status >= 500;
}

function engineSilent(): ProblemError {
  return new ProblemError(
    'engine_unavailable',
    'The engine answered none of the refunds before, so this one was not asked about: nothing was done. Repeat the request with the same Idempotency-Key.',
  );
}

/**
 * Decides each refund on its own. Under the request's key each has a key of its own, so a repeat
 * finds what was decided and asks again what is unknown.
 */
async function decideEach(
  deps: RouteDeps,
  { body: { numbers, decision, reason }, ...speaker }: DecideCall,
): Promise<Decided[]> {
  // Without this, a hundred decisions would wait for an engine that is away, one after another.
  let silent = 0;
  return someAtATime([...new Set(numbers)], atATime, async (number): Promise<Decided> => {
    try {
      if (silent >= atATime) throw engineSilent();
      const { key } = speaker;
      const own = key === null ? null : canonicalHash('refunds_decide', key, number);
      const word = { number, decision, reason, outcome: null };
      const { body } = await decideRefund(deps, { ...speaker, key: own }, word);
      silent = 0;
      return { number, status: body.status };
    } catch (error) {
      const problem = toProblem(error);
      silent = problem.code === 'engine_unavailable' ? silent + 1 : 0;
      if (problem.code === 'internal_error') {
        const fields = { refund: number, err: problem.cause ?? problem };
        deps.rareLog('error', 'decision', fields, 'a decision failed');
      }
      return { number, problem: itemProblem(problem, deps.publicUrl) };
    }
  });
}

/** `POST /v1/refunds/decide`: a person's word on many refunds. @see docs/rules.md rule 10 */
export const decideRefunds = keyedRoute(
  {
    name: 'decideRefunds',
    method: 'post',
    path: '/v1/refunds/decide',
    tag: 'refunds',
    summary: 'Approve or reject many refunds that wait',
    description:
      'Each is decided on its own: what is wrong with one stops no other. Repeated under its Idempotency-Key it decides nothing twice, and asks again what was unknown.',
    roles: ['ops'],
    namesMerchant: 'header',
    isLimited: false,
    key: 'accepted',
    body: decideRequest,
    example: {
      numbers: ['R7Q0ZK3N5T8X1W4M6B9C2D0F'],
      decision: 'approve',
      reason: 'Seen on the channel’s statement; ticket 4711.',
    },
    answers: {
      200: {
        description: 'What came of each.',
        body: z
          .object({
            data: z.array(decidedObject).meta({ description: 'In the sequence of the numbers.' }),
          })
          .meta({ id: 'DecidedRefunds', description: 'What came of a decision on many refunds.' }),
      },
    },
    problems: [],
  },
  async (deps, call) => {
    let decided: Decided[] | null = null;
    return once(deps, call, {
      action: 'refunds_decide',
      subject: null,
      act: async () => {
        decided = await decideEach(deps, call);
        const first = decided.find(hasCome);
        // The key is forgotten with the order of that refund.
        return first === undefined ? nothingCame : { kind: 'refund_decisions', id: first.number };
      },
      tell: async () => ({
        status: 200,
        body: { data: decided ?? (await decideEach(deps, call)) },
      }),
    });
  },
);
