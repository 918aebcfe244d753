import { code as currencyCode } from 'currency-codes';
import { z } from 'zod';
import { type Controls, getControls, putControls } from '../../ledger/people/controls.ts';
import { findMerchant } from '../../ledger/keys/merchants.ts';
import type { ApiDeps } from '../api-deps.ts';
import { keyedRoute } from '../http/route.ts';
import { merchantId, minorUnits, personsReason } from '../http/text-forms.ts';
import { ProblemError } from '../problems/problem-error.ts';

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

/** Body of `PUT /v1/controls`: all controls, and the reason for the change (rule 18). */
const controlsRequest = z
  .strictObject({ ...fields, reason: personsReason })
  .meta({ id: 'ControlsRequest', description: 'All controls, in place of those in force.' });

const controlsObject = z
  .object({ ...fields, daily_budgets: z.array(budgetObject).meta({ description: 'See `PUT`.' }) })
  .meta({ id: 'Controls', description: 'What keeps compensations from going out by themselves.' });

function told(controls: Controls): z.output<typeof controlsObject> {
  return {
    automatic_refunds: controls.automaticRefunds,
    refund_caps: controls.refundCaps,
    daily_budgets: controls.dailyBudgets.map((one) => ({
      merchant: one.merchant,
      currency: one.currency,
      amount: one.amountMinor,
    })),
  };
}

async function checkMerchants(
  deps: ApiDeps,
  budgets: z.output<typeof controlsRequest>['daily_budgets'],
): Promise<void> {
  for (const [index, { merchant }] of budgets.entries()) {
    if ((await findMerchant(deps.database, merchant)) === null) {
      throw new ProblemError('invalid_request', 'A budget names a merchant who is not there.', {
        errors: [{ pointer: `/daily_budgets/${index}/merchant`, detail: 'is no merchant' }],
      });
    }
  }
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
    description: 'What keeps compensations from going out by themselves (rule 10).',
    roles: ['ops'],
    answers,
    problems: [],
  },
  async (deps) => ({ status: 200, body: told(await getControls(deps.database)) }),
);

/** `PUT /v1/controls`. */
export const changeControls = keyedRoute(
  {
    name: 'putControls',
    method: 'put',
    path: '/v1/controls',
    tag: 'people',
    summary: 'Change the controls',
    description: 'Sets all controls at once; who did it and why is kept (rule 18).',
    roles: ['ops'],
    body: controlsRequest,
    example: {
      automatic_refunds: true,
      refund_caps: { CNY: 100_000 },
      daily_budgets: [{ merchant: 'shop', currency: 'CNY', amount: 1_000_000 }],
      reason: 'Start of the sale.',
    },
    answers,
    problems: [],
  },
  async (deps, { access, body }) => {
    await checkMerchants(deps, body.daily_budgets);
    const controls: Controls = {
      automaticRefunds: body.automatic_refunds,
      refundCaps: body.refund_caps,
      dailyBudgets: body.daily_budgets.map(({ merchant, currency: code, amount }) => ({
        merchant,
        currency: code,
        amountMinor: amount,
      })),
    };
    await putControls(deps.database, controls, { name: access.name, reason: body.reason });
    return { status: 200, body: told(await getControls(deps.database)) };
  },
);
