import { type AttentionItem, findAttention, listAttention } from '../../ledger/people/attention.ts';
import { retryHold } from '../../ledger/people/order-holds.ts';
import { rfc3339 } from '../../ledger/database/time.ts';
import { resolveUnmatched } from '../../ledger/inbox/unmatched.ts';
import type { Access } from '../auth/access.ts';
import type { ApiDeps } from '../api-deps.ts';
import { askOrder } from '../orders/ask-order.ts';
import { canonicalHash } from '../idempotency/canonical-hash.ts';
import { resolveAttentionRequest } from '../orders/decision-requests.ts';
import { idempotencyKeyOf } from '../idempotency/idempotency-key.ts';
import { idempotencyScope, idempotently } from '../idempotency/idempotently.ts';
import { inputId } from '../idempotency/input-id.ts';
import { parseBody, parseQuery } from '../http/parse-request.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { attentionQuery } from '../http/query-forms.ts';
import { refusalProblem } from '../orders/refusal-problem.ts';
import type { Answer, Call, Route } from '../http/route.ts';

const usualLimit = 100;
const itemId = /^[\x21-\x7e]{1,300}$/;

function told(item: AttentionItem): object {
  return {
    id: item.id,
    kind: item.kind,
    merchant: item.key?.merchant ?? null,
    order: item.key?.orderId ?? null,
    number: item.number,
    since: rfc3339(item.sinceMs),
    detail: item.detail,
  };
}

type Decided = Readonly<{
  id: string;
  reason: string;
  returnedMinor: number | undefined;
  access: Access;
}>;

async function resolveItem(
  deps: ApiDeps,
  item: AttentionItem,
  { id, reason, returnedMinor, access }: Decided,
): Promise<void> {
  if (returnedMinor !== undefined && item.resolvedBy !== 'alert') {
    throw refusalProblem('returned_amount_wrong');
  }
  const by = { name: access.name, reason };
  switch (item.resolvedBy) {
    case 'alert': {
      if (item.key === null) throw new Error(`Alert ${item.id} belongs to no order.`);
      const said = returnedMinor === undefined ? {} : { returnedMinor };
      const input = { type: 'attention_decision', id, attention: item.id, by, ...said } as const;
      await askOrder(deps, item.key, input, access);
      return;
    }
    case 'unmatched':
      if (!(await resolveUnmatched(deps.database, item.id, by))) {
        throw refusalProblem('attention_not_found');
      }
      return;
    case 'held': {
      if (!(await retryHold(deps.database, item.id, by))) {
        throw refusalProblem('attention_not_found');
      }
      return;
    }
    case 'refund':
      throw new ProblemError(
        'refund_decision_needed',
        `This is a refund that waits for a word on its money. Use POST /v1/refunds/${item.number ?? ''}/approve, /reject or /resolve; nothing was changed.`,
      );
    default:
      return item.resolvedBy satisfies never;
  }
}

async function resolve(deps: ApiDeps, call: Call): Promise<Answer> {
  const key = idempotencyKeyOf(call.header('idempotency-key'));
  const body = parseBody(resolveAttentionRequest, call.body);
  const subject = call.part('id');
  if (!itemId.test(subject)) throw refusalProblem('attention_not_found');
  const scope = idempotencyScope(call.access);
  return idempotently(deps, {
    scope,
    key,
    hash: canonicalHash('attention', subject, body),
    drawn: inputId('attention', { scope, subject, key, body }),
    act: async (id) => {
      const item = await findAttention(deps.database, subject);
      if (item === null) throw refusalProblem('attention_not_found');
      const { reason, amount_returned: returnedMinor } = body;
      await resolveItem(deps, item, { id, reason, returnedMinor, access: call.access });
      return { kind: 'attention', id: subject };
    },
    tell: () => Promise.resolve({ status: 200, body: { id: subject, status: 'resolved' } }),
  });
}

/** What waits for a person, oldest first, and a person's word on it. @see docs/rules.md rule 18 */
export function attentionRoutes(deps: ApiDeps): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/v1/attention',
      roles: ['ops'],
      answer: async (call) => {
        const { limit } = parseQuery(attentionQuery, call.query);
        const { items } = await listAttention(deps.database, { limit: limit ?? usualLimit });
        return { status: 200, body: { data: items.map(told) } };
      },
    },
    {
      method: 'post',
      path: '/v1/attention/:id/resolve',
      roles: ['ops'],
      answer: (call) => resolve(deps, call),
    },
  ];
}
