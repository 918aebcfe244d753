import { z } from 'zod';
import {
  type AttentionItem,
  attentionItemKinds,
  findAttention,
  isAttentionCursor,
  listAttention,
} from '../../ledger/people/attention.ts';
import { forgetHealth } from '../../ledger/people/account-health.ts';
import { forgetSkews } from '../../ledger/people/clock-skews.ts';
import { retryHold } from '../../ledger/people/order-holds.ts';
import { forgetGivenUp } from '../../ledger/notices/notice-endpoints.ts';
import { rfc3339 } from '../../ledger/database/time.ts';
import { resolveUnmatched } from '../../ledger/inbox/unmatched.ts';
import type { Access } from '../auth/access.ts';
import type { Asker } from '../auth/asker.ts';
import type { ApiDeps } from '../api-deps.ts';
import { askOrder } from '../orders/ask-order.ts';
import { resolveAttentionRequest } from '../orders/decision-requests.ts';
import { once } from '../idempotency/once.ts';
import { exampleChannel } from '../objects/example-channel.ts';
import type { PathPart } from '../http/path-part.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { cursorOf, limitUpTo } from '../http/query-forms.ts';
import { refusalProblem } from '../orders/refusal-problem.ts';
import { keyedRoute } from '../http/route.ts';
import { nextCursor, toldMoment } from '../http/text-forms.ts';

const attentionPart: PathPart = {
  form: z
    .string()
    .regex(/^[\x21-\x7e]{1,300}$/)
    .meta({ description: 'The item’s id.', example: 'parked:2VNPR07C1D' }),
  unknown: () => refusalProblem('attention_not_found'),
};

function told(item: AttentionItem): z.output<typeof attentionObject> {
  return {
    id: item.id,
    kind: item.kind,
    merchant: item.merchant,
    order: item.key?.orderId ?? null,
    channel: item.channel,
    account: item.account,
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
  asker: Asker;
}>;

async function resolveItem(
  deps: ApiDeps,
  item: AttentionItem,
  { id, reason, returnedMinor, access, asker }: Decided,
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
      await askOrder(deps, item.key, input, asker);
      return;
    }
    case 'unmatched':
      if (!(await resolveUnmatched(deps.database, item.id, by))) {
        throw refusalProblem('attention_not_found');
      }
      return;
    case 'clock':
      if (!(await forgetSkews(deps.database, item.id, item, by))) {
        throw refusalProblem('attention_not_found');
      }
      return;
    case 'account': {
      const { channel, account } = item;
      const isDone =
        channel !== null &&
        account !== null &&
        (await forgetHealth(deps.database, item.id, { channel, account }, by));
      if (!isDone) throw refusalProblem('attention_not_found');
      return;
    }
    case 'notices':
      if (!(await forgetGivenUp(deps.database, item.id, by))) {
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

const itemKind = z.enum(attentionItemKinds).meta({
  description:
    'Why it waits; `unmatched` and `account` (also a clock that is off, or a receiver of notices) belong to no order.',
  example: 'parked',
});

const attentionObject = z
  .object({
    id: z.string().meta({ description: 'Resolve it by this id.', example: 'parked:2VNPR07C1D' }),
    kind: itemKind,
    merchant: z.string().nullable().meta({ description: 'Whose order it is.', example: 'shop' }),
    order: z.string().nullable().meta({ description: 'The order’s id.', example: 'A-1001' }),
    channel: z
      .string()
      .nullable()
      .meta({ description: 'The channel it is about.', example: exampleChannel.channel }),
    account: z
      .string()
      .nullable()
      .meta({ description: 'The account at that channel.', example: 'default' }),
    number: z.string().nullable().meta({
      description: 'The attempt or refund it is about.',
      example: '2VNPR07C1D9QJ5X0T4K8WZ6M3BH',
    }),
    since: toldMoment.meta({ description: 'Since when it waits.' }),
    detail: z.string().meta({
      description: 'What is the matter, for a person.',
      example: 'The channel gave no answer about this payment.',
    }),
  })
  .meta({ id: 'AttentionItem', description: 'Something that a person must look at.' });

/** `GET /v1/attention`. @see docs/rules.md rule 18 */
export const listAttentionRoute = keyedRoute(
  {
    name: 'listAttention',
    method: 'get',
    path: '/v1/attention',
    tag: 'people',
    summary: 'What waits for a person, oldest first',
    description:
      'Everything parked, held or unmatched, page by page: of all merchants, or of the one that is named.',
    roles: ['ops'],
    namesMerchant: 'query',
    query: z.strictObject({
      kind: itemKind.optional().meta({ description: 'Items of this kind.', example: 'parked' }),
      channel: z
        .string()
        .regex(/^[a-z0-9_-]{1,32}$/, 'must be the name of a channel')
        .optional()
        .meta({ description: 'What is about this channel.', example: exampleChannel.channel }),
      limit: limitUpTo(1_000, 100),
      cursor: cursorOf(isAttentionCursor),
    }),
    answers: {
      200: {
        description: 'What waits.',
        body: z
          .object({
            data: z.array(attentionObject).meta({ description: 'Oldest first.' }),
            next_cursor: nextCursor,
          })
          .meta({ id: 'AttentionList', description: 'What waits for a person.' }),
      },
    },
    problems: [],
  },
  async (deps, { merchant, query }) => {
    const { kind, channel, limit, cursor } = query;
    const page = await listAttention(deps.database, {
      limit,
      kind,
      merchant: merchant ?? undefined,
      channel,
      cursor,
    });
    return { status: 200, body: { data: page.items.map(told), next_cursor: page.nextCursor } };
  },
);

/** `POST /v1/attention/{id}/resolve`. */
export const resolveAttention = keyedRoute(
  {
    name: 'resolveAttention',
    method: 'post',
    path: '/v1/attention/{id}/resolve',
    tag: 'people',
    summary: 'A person has dealt with it',
    description:
      'Ends an alert, by a person’s word. A refund that waits needs a word on its money instead: approve, reject or resolve it.',
    roles: ['ops'],
    namesMerchant: 'header',
    parts: { id: attentionPart },
    key: 'accepted',
    body: resolveAttentionRequest,
    example: { reason: 'Asked the channel: it was never paid; ticket 4711.' },
    answers: {
      200: {
        description: 'It waits no longer.',
        body: z
          .object({
            id: z.string().meta({ description: 'The item.', example: 'parked:2VNPR07C1D' }),
            status: z.literal('resolved').meta({ description: 'Done.' }),
          })
          .meta({ id: 'AttentionResolved', description: 'An item that waits no longer.' }),
      },
    },
    problems: [
      'attention_not_found',
      'refund_decision_needed',
      'returned_amount_wrong',
      'order_held',
      'engine_unavailable',
    ],
  },
  async (deps, call) => {
    const { access, asker, body, merchant, parts } = call;
    return once(deps, call, {
      action: 'attention',
      subject: parts.id,
      act: async (id) => {
        const item = await findAttention(deps.database, parts.id);
        const isMeant = merchant === null || merchant === item?.key?.merchant;
        if (item === null || !isMeant) throw refusalProblem('attention_not_found');
        const { reason, amount_returned: returnedMinor } = body;
        await resolveItem(deps, item, { id, reason, returnedMinor, access, asker });
        return { kind: 'attention', id: parts.id };
      },
      tell: () => Promise.resolve({ status: 200, body: { id: parts.id, status: 'resolved' } }),
    });
  },
);
