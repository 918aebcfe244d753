import { join } from 'node:path';
import { z } from 'zod';
import { credentialsOf } from '../engine/account-register.ts';
import { faultTable } from '../engine/fault-kinds.ts';
import { settle, settleTaskSchema } from '../engine/pay-trade.ts';
import { paymentControls } from '../engine/payment-controls.ts';
import { landCreate } from '../engine/perform-call.ts';
import type { SandboxContext, SimulatedChannel } from '../engine/simulated-channel.ts';
import { taskKind, taskRunner } from '../engine/task-runner.ts';
import { createTradeBook } from '../engine/trade-book.ts';
import { openAlipayRegister, type AlipayAccount } from './alipay-account.ts';
import type { AlipayContext } from './alipay-context.ts';
import { refusals } from './alipay-error.ts';
import { alipayProtocol } from './alipay-protocol.ts';
import { expire, expireTaskSchema } from './begin-trade.ts';
import { alipayCallbacks, callbackTaskSchema } from './callbacks.ts';
import { charsets } from './charset.ts';
import { endAlipayRefund, refundEndTaskSchema } from './end-refund.ts';
import { finishTrade } from './finish-trade.ts';
import { createGateway } from './gateway.ts';
import { alipayBook } from './journal-words.ts';
import { precreate } from './offer.ts';

const channel = 'alipay';

const landTaskSchema = z.object({
  kind: z.literal('land_create'),
  account: z.string(),
  charset: z.enum(charsets),
  method: z.string(),
  notifyUrl: z.string(),
  returnUrl: z.string(),
  content: z.unknown(),
});

function toldOf(account: AlipayAccount): unknown {
  return {
    app_id: account.appId,
    seller_id: account.sellerId,
    private_key_pem: account.privateKeyPem,
    alipay_public_key_pem: account.alipayPublicKeyPem,
    app_cert_pem: account.appCertificatePem,
    alipay_cert_pem: account.alipayCertificatePem,
    alipay_root_cert_pem: account.rootCertificatesPem,
  };
}

/** The simulated Alipay, with its apps issued. */
export async function createAlipay(shared: SandboxContext): Promise<SimulatedChannel> {
  const path = join(shared.dataDir, 'alipay-apps.json');
  const register = await openAlipayRegister(path, shared.accounts);
  const core = { ...shared, channel };
  const context: AlipayContext = {
    ...core,
    register,
    book: createTradeBook(shared.journal, alipayBook),
    callbacks: alipayCallbacks(core, register),
    protocol: alipayProtocol(() => context),
  };

  return Object.freeze<SimulatedChannel>({
    name: channel,
    faultTable: faultTable({
      call: [],
      refund: ['refund_slow', 'refund_fails', 'refund_fails_after_success', 'short_balance'],
      callback: [],
    }),
    refusals,
    credentials: () => credentialsOf(register, toldOf),
    router: createGateway(context),
    runTask: taskRunner([
      taskKind('callback', callbackTaskSchema, context.callbacks.deliver),
      taskKind('refund_end', refundEndTaskSchema, (task) => endAlipayRefund(context, task)),
      taskKind('settle', settleTaskSchema, (task) => settle(context, task)),
      taskKind('expire', expireTaskSchema, (task) => expire(context, task)),
      taskKind('land_create', landTaskSchema, (task) => {
        const account = register.byName(task.account);
        if (account === undefined) return [];
        return landCreate(() => precreate(context, { ...task, account, content: task.content }));
      }),
    ]),
    ...paymentControls(context),
    finish: (name) => finishTrade(context, name),
    async rotatePlatformKey() {
      await register.rotateAlipayKeys();
      return { channel };
    },
  });
}
