import { code as currencyCode } from 'currency-codes';
import { z } from 'zod';
import { type Controls, getControls, putControls } from '../../ledger/people/controls.ts';
import { findMerchant } from '../../ledger/keys/merchants.ts';
import type { ApiDeps } from '../api-deps.ts';
import { parseBody } from '../http/parse-request.ts';
import { ProblemError } from '../problems/problem-error.ts';
import type { Answer, Call, Route } from '../http/route.ts';
import { merchantId, plainText } from '../http/text-forms.ts';

const currency = z
  .string()
  .refine((text) => currencyCode(text)?.code === text, 'must be an ISO 4217 code');
const minorUnits = z.int('must be a whole number of minor units').min(0, 'must be 0 or more');

/** Body of `PUT /v1/controls`: all controls, and the reason for the change (rule 18). */
const controlsRequest = z.strictObject({
  automatic_refunds: z.boolean(),
  refund_caps: z.record(currency, minorUnits),
  daily_budgets: z
    .array(z.strictObject({ merchant: merchantId, currency, amount: minorUnits }))
    .max(1_000, 'must be 1000 entries at most')
    .refine(
      (all) => new Set(all.map((one) => `${one.merchant} ${one.currency}`)).size === all.length,
      'must name a merchant and currency once only',
    ),
  reason: plainText(500),
});

function told(controls: Controls): object {
  return {
    automatic_refunds: controls.automaticRefunds,
    refund_caps: controls.refundCaps,
    daily_budgets: controls.dailyBudgets.map((budget) => ({
      merchant: budget.merchant,
      currency: budget.currency,
      amount: budget.amountMinor,
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

async function put(deps: ApiDeps, call: Call): Promise<Answer> {
  const body = parseBody(controlsRequest, call.body);
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
  await putControls(deps.database, controls, { name: call.access.name, reason: body.reason });
  return { status: 200, body: told(await getControls(deps.database)) };
}

/**
 * The controls, which keep compensations from going out by themselves. @see docs/rules.md rule 10
 */
export function controlRoutes(deps: ApiDeps): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/v1/controls',
      roles: ['ops'],
      answer: async () => ({ status: 200, body: told(await getControls(deps.database)) }),
    },
    {
      method: 'put',
      path: '/v1/controls',
      roles: ['ops'],
      answer: (call) => put(deps, call),
    },
  ];
}
