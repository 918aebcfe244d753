import { join } from 'node:path';
import { z } from 'zod';
import { ControlError } from '../engine/control-error.ts';
import { transportFaults, type FaultTable } from '../engine/fault-kinds.ts';
import type { Entry } from '../engine/journal.ts';
import type { SandboxContext, SimulatedChannel } from '../engine/simulated-channel.ts';
import { callbackTaskSchema, deliverCallback } from './callbacks.ts';
import { createTrade, landTaskSchema } from './create-trade.ts';
import { endRefund, refundEndTaskSchema } from './end-refund.ts';
import { openMerchantRegister, type MerchantRegister } from './merchant-account.ts';
import { settle, settleTaskSchema } from './pay-trade.ts';
import { createRoutes } from './routes.ts';
import { createTradeBook } from './trade-book.ts';
import { consoleRefund, dispute, lookAt, pay, phoneView, standing } from './wechat-controls.ts';
import type { WechatContext } from './wechat-context.ts';
import { refusals, WechatError } from './wechat-error.ts';

const taskSchema = z.discriminatedUnion('kind', [
  callbackTaskSchema,
  refundEndTaskSchema,
  settleTaskSchema,
  landTaskSchema,
]);

const onEveryCall = [...transportFaults, 'refuse', 'bad_signature', 'callback_probe'] as const;
const onPayment = ['wrong_amount', 'second_transaction', 'slow_settlement'] as const;

const faultTable: FaultTable = {
  create: [...onEveryCall, ...onPayment, 'create_lands_late', 'callback_forged'],
  query: [...onEveryCall, 'not_found_once'],
  close: [...onEveryCall, 'pay_wins_close', 'payable_after_close'],
  refund: [
    ...onEveryCall,
    'refund_slow',
    'refund_fails',
    'refund_abnormal',
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
    'callback_probe',
  ],
};

function land(context: WechatContext, task: z.infer<typeof landTaskSchema>): readonly Entry[] {
  const account = context.register.byName(task.account);
  if (account === undefined) return [];
  const call = { account, params: {}, query: new URLSearchParams(), body: task.body };
  try {
    createTrade(context, call, task.method);
  } catch (error) {
    // Nobody waits for the answer any more; a refused create simply leaves no trade.
    if (!(error instanceof WechatError)) throw error;
  }
  return [];
}

async function runTask(context: WechatContext, task: unknown): Promise<readonly Entry[]> {
  const parsed = taskSchema.parse(task);
  switch (parsed.kind) {
    case 'callback':
      return deliverCallback(context, parsed);
    case 'refund_end':
      return endRefund(context, parsed);
    case 'settle':
      return settle(context, parsed);
    case 'land_create':
      return land(context, parsed);
    default:
      return parsed satisfies never;
  }
}

function credentialsOf(register: MerchantRegister): unknown {
  const accounts = register.accounts().map((account): [string, unknown] => [
    account.name,
    {
      mchid: account.mchid,
      appid: account.appid,
      serial_no: account.serialNo,
      private_key_pem: account.privateKeyPem,
      api_v3_key: account.apiV3Key,
      platform_keys: Object.fromEntries(
        account.platformKeys.map((key) => [key.serial, key.publicKeyPem]),
      ),
    },
  ]);
  return { accounts: Object.fromEntries<unknown>(accounts) };
}

/** The simulated WeChat Pay, with its merchant accounts issued. */
export async function createWechat(shared: SandboxContext): Promise<SimulatedChannel> {
  const path = join(shared.dataDir, 'wechat-merchants.json');
  const register = await openMerchantRegister(path, shared.accounts, shared.clock.nowMs());
  const book = createTradeBook(shared.journal);
  const context: WechatContext = { ...shared, register, book };

  return Object.freeze<SimulatedChannel>({
    name: 'wechat',
    faultTable,
    refusals,
    credentials: () => credentialsOf(register),
    router: createRoutes(context),
    runTask: (task) => runTask(context, task),
    pay: (name) => pay(context, name),
    scan: (name) => lookAt(context, name),
    decline: (name) => lookAt(context, name),
    approve(name) {
      standing(context, name);
      throw new ControlError(409, 'WeChat Pay takes the money in one step: use /_sandbox/pay');
    },
    consoleRefund: (name, amount) => consoleRefund(context, name, amount),
    dispute: (name, amount) => dispute(context, name, amount),
    async rotatePlatformKey() {
      await register.rotatePlatformKeys(context.clock.nowMs());
      return { channel: 'wechat' };
    },
    phone: (number) => phoneView(context, number),
    numberOfCode: (code) => book.tradeOfCode(code)?.number,
  });
}
