import { join } from 'node:path';
import { z } from 'zod';
import { transportFaults, type FaultTable } from '../engine/fault-kinds.ts';
import type { Entry } from '../engine/journal.ts';
import type { SandboxContext, SimulatedChannel } from '../engine/simulated-channel.ts';
import { openAlipayRegister, type AlipayRegister } from './alipay-account.ts';
import type { AlipayContext } from './alipay-context.ts';
import {
  approve,
  consoleRefund,
  decline,
  dispute,
  finish,
  pay,
  phoneView,
  scan,
} from './alipay-controls.ts';
import { AlipayError, refusals } from './alipay-error.ts';
import { callbackTaskSchema, deliverCallback } from './callbacks.ts';
import { charsets } from './charset.ts';
import { endRefund, refundEndTaskSchema } from './end-refund.ts';
import { createGateway } from './gateway.ts';
import { precreate } from './offer.ts';
import { expire, expireTaskSchema, settle, settleTaskSchema } from './pay-trade.ts';
import { createTradeBook } from './trade-book.ts';

const landTaskSchema = z.object({
  kind: z.literal('land_create'),
  account: z.string(),
  charset: z.enum(charsets),
  method: z.string(),
  notifyUrl: z.string(),
  returnUrl: z.string(),
  content: z.unknown(),
});
const taskSchema = z.discriminatedUnion('kind', [
  callbackTaskSchema,
  refundEndTaskSchema,
  settleTaskSchema,
  expireTaskSchema,
  landTaskSchema,
]);

const onEveryCall = [...transportFaults, 'refuse', 'bad_signature'] as const;
const onPayment = ['wrong_amount', 'second_transaction', 'slow_settlement'] as const;

const faultTable: FaultTable = {
  create: [...onEveryCall, ...onPayment, 'create_lands_late', 'callback_forged'],
  query: [...onEveryCall, 'not_found_once'],
  close: [...onEveryCall, 'pay_wins_close', 'payable_after_close'],
  refund: [
    ...onEveryCall,
    'refund_slow',
    'refund_fails',
    'refund_fails_after_success',
    'short_balance',
  ],
  refund_query: [...onEveryCall, 'not_found_once'],
  callback: [
    ...onPayment,
    'bad_signature',
    'callback_lost',
    'callback_twice',
    'callback_late',
    'callback_forged',
  ],
};

function land(context: AlipayContext, task: z.infer<typeof landTaskSchema>): readonly Entry[] {
  const account = context.register.byName(task.account);
  if (account === undefined) return [];
  try {
    precreate(context, { ...task, account, content: task.content });
  } catch (error) {
    // Nobody waits for the answer any more; a refused create simply leaves nothing.
    if (!(error instanceof AlipayError)) throw error;
  }
  return [];
}

async function runTask(context: AlipayContext, task: unknown): Promise<readonly Entry[]> {
  const parsed = taskSchema.parse(task);
  switch (parsed.kind) {
    case 'callback':
      return deliverCallback(context, parsed);
    case 'refund_end':
      return endRefund(context, parsed);
    case 'settle':
      return settle(context, parsed);
    case 'expire':
      return expire(context, parsed);
    case 'land_create':
      return land(context, parsed);
    default:
      return parsed satisfies never;
  }
}

function credentialsOf(register: AlipayRegister): unknown {
  const accounts = register.accounts().map((account): [string, unknown] => [
    account.name,
    {
      app_id: account.appId,
      seller_id: account.sellerId,
      private_key_pem: account.privateKeyPem,
      alipay_public_key_pem: account.alipayPublicKeyPem,
      app_cert_pem: account.appCertificatePem,
      alipay_cert_pem: account.alipayCertificatePem,
      alipay_root_cert_pem: account.rootCertificatesPem,
    },
  ]);
  return { accounts: Object.fromEntries<unknown>(accounts) };
}

/** The simulated Alipay, with its apps issued. */
export async function createAlipay(shared: SandboxContext): Promise<SimulatedChannel> {
  const path = join(shared.dataDir, 'alipay-apps.json');
  const register = await openAlipayRegister(path, shared.accounts);
  const book = createTradeBook(shared.journal);
  const context: AlipayContext = { ...shared, register, book };

  return Object.freeze<SimulatedChannel>({
    name: 'alipay',
    faultTable,
    refusals,
    credentials: () => credentialsOf(register),
    router: createGateway(context),
    runTask: (task) => runTask(context, task),
    pay: (name) => pay(context, name),
    scan: (name) => scan(context, name),
    approve: (name) => approve(context, name),
    decline: (name) => decline(context, name),
    finish: (name) => finish(context, name),
    consoleRefund: (name, amount) => consoleRefund(context, name, amount),
    dispute: (name, amount) => dispute(context, name, amount),
    async rotatePlatformKey() {
      await register.rotateAlipayKeys();
      return { channel: 'alipay' };
    },
    phone: (number) => phoneView(context, number),
    numberOfCode: (code) => book.tradeOfCode(code)?.number,
  });
}
