import { code as currencyCode } from 'currency-codes';
import { z } from 'zod';
import {
  type ChannelOff,
  channelsOffBy,
  putOwnChannelsOff,
} from '../../ledger/people/channels-off.ts';
import { type Controls, getControls, putControls } from '../../ledger/people/controls.ts';
import { findMerchant } from '../../ledger/keys/merchants.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Access } from '../auth/access.ts';
import { keyedRoute } from '../http/route.ts';
import { merchantId, minorUnits, personsReason } from '../http/text-forms.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { exampleChannel } from '../objects/example-channel.ts';
import { channelsOffObject, channelsOffOf, channelsOffRequest } from './channels-off.ts';

const currency = z
  .string()
  .refine((text) => currencyCode(text)?.code === text, 'must be an ISO 4217 code')
  .meta({ description: 'ISO 4217.', example: 'CNY' });

const budgetFields = { merchant: merchantId, currency, amount: minorUnits };
const budgetRequest = z
  .strictObject(budgetFields)
  .meta({ id: 'DailyBudgetRequest', description: 'Compensations of a day, which is one in UTC.' });
const budgetObject = z
  .object(budgetFields)
  .meta({ id: 'DailyBudget', description: 'Compensations of a day, which is one in UTC.' });

const fields = {
  automatic_refunds: z.boolean().meta({
    description: 'False: every compensation waits for a person.',
    example: true,
  }),
  refund_caps: z.record(currency, minorUnits).meta({
    description: 'By currency: a compensation above it waits for a person. None: no cap.',
    example: { CNY: 100_000 },
  }),
  daily_budgets: z
    .array(budgetRequest)
    .max(1_000, 'must be 1000 entries at most')
    .refine(
      (all) => new Set(all.map((one) => `${one.merchant} ${one.currency}`)).size === all.length,
      'must name a merchant and currency once only',
    )
    .meta({ description: 'Past it compensations wait for a person. No entry: no budget.' }),
};

/**
 * Body of `PUT /v1/controls`, and the reason for the change (rule 18). Which fields it must have
 * depends on the key: `fieldsOf`.
 */
const controlsRequest = z
  .strictObject({
    automatic_refunds: fields.automatic_refunds.optional(),
    refund_caps: fields.refund_caps.optional(),
    daily_budgets: fields.daily_budgets.optional(),
    channels_off: channelsOffRequest.optional(),
    reason: personsReason,
  })
  .meta({
    id: 'ControlsRequest',
    description:
      'With an ops key the first three are all needed, and replace those in force. A merchant’s key sets `channels_off` alone, for its own orders.',
  });

type ControlsRequest = z.output<typeof controlsRequest>;

const controlsObject = z
  .object({
    ...fields,
    daily_budgets: z
      .array(budgetObject)
      .meta({ description: 'See `PUT`. With a merchant’s key: its own.' }),
    channels_off: channelsOffObject,
  })
  .meta({
    id: 'Controls',
    description:
      'What keeps compensations from going out by themselves, and where no new payment is begun.',
  });

function told(
  controls: Controls,
  off: readonly ChannelOff[],
  { merchant }: Access,
): z.output<typeof controlsObject> {
  return {
    automatic_refunds: controls.automaticRefunds,
    refund_caps: controls.refundCaps,
    daily_budgets: controls.dailyBudgets
      .filter((one) => merchant === null || one.merchant === merchant)
      .map((one) => ({
        merchant: one.merchant,
        currency: one.currency,
        amount: one.amountMinor,
      })),
    channels_off: [...off],
  };
}

async function controlsAsTold(
  { database }: ApiDeps,
  access: Access,
): Promise<Readonly<{ status: 200; body: z.output<typeof controlsObject> }>> {
  const controls = await getControls(database);
  const off = await channelsOffBy(database, access.merchant);
  return { status: 200, body: told(controls, off, access) };
}

const ofTheOperator = ['automatic_refunds', 'refund_caps', 'daily_budgets'] as const;

/**
 * Whether a request has the fields that its key may set, and those that it must.
 *
 * @throws ProblemError `invalid_request`
 */
function checkFields(body: ControlsRequest, { merchant }: Access): void {
  const wrong =
    merchant === null
      ? ofTheOperator.filter((field) => body[field] === undefined)
      : ofTheOperator.filter((field) => body[field] !== undefined);
  const missing = merchant !== null && body.channels_off === undefined ? ['channels_off'] : [];
  const pointers = [...wrong, ...missing].map((field) => `/${field}`);
  if (pointers.length === 0) return;
  throw new ProblemError(
    'invalid_request',
    merchant === null
      ? 'An ops key sets all of the refunds’ controls at once; nothing was changed.'
      : 'A merchant’s key sets `channels_off`, and no other control; nothing was changed.',
    {
      errors: pointers.map((pointer) => ({
        pointer,
        detail:
          merchant === null || pointer === '/channels_off' ? 'is missing' : 'is the operator’s',
      })),
    },
  );
}

async function checkMerchants(
  deps: ApiDeps,
  budgets: z.output<typeof fields.daily_budgets>,
): Promise<void> {
  for (const [index, { merchant }] of budgets.entries()) {
    if ((await findMerchant(deps.database, merchant)) === null) {
      throw new ProblemError('invalid_request', 'A budget names a merchant who is not there.', {
        errors: [{ pointer: `/daily_budgets/${index}/merchant`, detail: 'is no merchant' }],
      });
    }
  }
}

async function putAll(deps: ApiDeps, body: ControlsRequest, access: Access): Promise<void> {
  const { automatic_refunds: automaticRefunds = false, refund_caps: refundCaps = {} } = body;
  const { daily_budgets: budgets = [], channels_off: asked, reason } = body;
  await checkMerchants(deps, budgets);
  const off = asked === undefined ? null : await channelsOffOf(deps, null, asked);
  const dailyBudgets = budgets.map(({ merchant, currency: code, amount }) => ({
    merchant,
    currency: code,
    amountMinor: amount,
  }));
  const controls: Controls = { automaticRefunds, refundCaps, dailyBudgets };
  await putControls(deps.database, controls, { name: access.name, reason }, off);
}

const answers = { 200: { description: 'The controls in force.', body: controlsObject } };

/** `GET /v1/controls`. @see docs/rules.md rule 10 */
export const readControls = keyedRoute(
  {
    name: 'getControls',
    method: 'get',
    path: '/v1/controls',
    tag: 'people',
    summary: 'The controls in force',
    description:
      'What keeps compensations from going out by themselves (rule 10), and where the caller lets no new payment begin: with an ops key the operator’s switches, with a merchant’s its own. `GET /v1/channels` tells what is off, whoever switched it off.',
    roles: ['merchant', 'read', 'ops'],
    answers,
    problems: [],
  },
  (deps, { access }) => controlsAsTold(deps, access),
);

/** `PUT /v1/controls`. */
export const changeControls = keyedRoute(
  {
    name: 'putControls',
    method: 'put',
    path: '/v1/controls',
    tag: 'people',
    summary: 'Change the controls',
    description:
      'Sets all controls at once; who did it and why is kept (rule 18). With a merchant’s key: which channels begin no new payment of its orders, and nothing else. What the operator switched off, a merchant can not switch on.',
    roles: ['merchant', 'ops'],
    isLimited: false,
    body: controlsRequest,
    example: {
      automatic_refunds: true,
      refund_caps: { CNY: 100_000 },
      daily_budgets: [{ merchant: 'shop', currency: 'CNY', amount: 1_000_000 }],
      channels_off: [{ channel: exampleChannel.channel, method: exampleChannel.method }],
      reason: 'Start of the sale.',
    },
    answers,
    problems: [],
  },
  async (deps, { access, body }) => {
    checkFields(body, access);
    if (access.merchant === null) {
      await putAll(deps, body, access);
    } else {
      const off = await channelsOffOf(deps, access.merchant, body.channels_off ?? []);
      const by = { name: access.name, reason: body.reason };
      await putOwnChannelsOff(deps.database, access.merchant, off, by);
    }
    return controlsAsTold(deps, access);
  },
);
