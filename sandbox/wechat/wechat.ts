import { join } from 'node:path';
import { credentialsOf } from '../engine/account-register.ts';
import { faultTable } from '../engine/fault-kinds.ts';
import { settle, settleTaskSchema } from '../engine/pay-trade.ts';
import { paymentControls } from '../engine/payment-controls.ts';
import { landCreate } from '../engine/perform-call.ts';
import type { SandboxContext, SimulatedChannel } from '../engine/simulated-channel.ts';
import { taskKind, taskRunner } from '../engine/task-runner.ts';
import { createTradeBook } from '../engine/trade-book.ts';
import { callbackTaskSchema, wechatCallbacks } from './callbacks.ts';
import { createTrade, landTaskSchema } from './create-trade.ts';
import { endWechatRefund, refundEndTaskSchema } from './end-refund.ts';
import { wechatBook } from './journal-words.ts';
import { openMerchantRegister, type MerchantAccount } from './merchant-account.ts';
import { createRoutes } from './routes.ts';
import type { WechatContext } from './wechat-context.ts';
import { refusals } from './wechat-error.ts';
import { wechatProtocol } from './wechat-protocol.ts';

const channel = 'wechat';

function toldOf(account: MerchantAccount): unknown {
  return {
    mchid: account.mchid,
    appid: account.appid,
    serial_no: account.serialNo,
    private_key_pem: account.privateKeyPem,
    api_v3_key: account.apiV3Key,
    platform_keys: Object.fromEntries(
      account.platformKeys.map((key) => [key.serial, key.publicKeyPem]),
    ),
  };
}

/** The simulated WeChat Pay, with its merchant accounts issued. */
export async function createWechat(shared: SandboxContext): Promise<SimulatedChannel> {
  const path = join(shared.dataDir, 'wechat-merchants.json');
  const register = await openMerchantRegister(path, shared.accounts, shared.clock.nowMs());
  const core = { ...shared, channel };
  const book = createTradeBook(shared.journal, wechatBook);
  const callbacks = wechatCallbacks(core, register);
  const parts = { ...core, register, book, callbacks, spentNumbers: new Set<string>() };
  const context: WechatContext = { ...parts, protocol: wechatProtocol(parts) };

  return Object.freeze<SimulatedChannel>({
    name: channel,
    faultTable: faultTable({
      call: ['callback_probe'],
      refund: [
        'refund_slow',
        'refund_fails',
        'refund_abnormal',
        'refund_fails_after_success',
        'short_balance',
      ],
      callback: ['callback_probe'],
    }),
    refusals,
    credentials: () => credentialsOf(register, toldOf),
    router: createRoutes(context),
    runTask: taskRunner([
      taskKind('callback', callbackTaskSchema, context.callbacks.deliver),
      taskKind('refund_end', refundEndTaskSchema, (task) => endWechatRefund(context, task)),
      taskKind('settle', settleTaskSchema, (task) => settle(context, task)),
      taskKind('land_create', landTaskSchema, ({ account: name, method, body }) => {
        const account = register.byName(name);
        if (account === undefined) return [];
        const call = { account, params: {}, query: new URLSearchParams(), body };
        return landCreate(() => createTrade(context, call, method));
      }),
    ]),
    ...paymentControls(context),
    async rotatePlatformKey() {
      await register.rotatePlatformKeys(context.clock.nowMs());
      return { channel };
    },
  });
}
