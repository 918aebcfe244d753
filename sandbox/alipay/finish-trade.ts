import { ControlError } from '../engine/control-error.ts';
import { namedTrade, standing } from '../engine/payment-controls.ts';
import type { ControlAnswer, PaymentName } from '../engine/simulated-channel.ts';
import type { AlipayContext } from './alipay-context.ts';
import { stateOf } from './alipay-protocol.ts';
import { alipayEntry } from './journal-words.ts';
import { isTold, paymentNotification } from './payment.ts';

/**
 * The time for refunds ends: TRADE_FINISHED, told to wap and app.
 * @throws ControlError 409 unless TRADE_SUCCESS
 */
export function finishTrade(context: AlipayContext, name: PaymentName): ControlAnswer {
  const trade = namedTrade(context, name);
  if (stateOf(context, trade) !== 'TRADE_SUCCESS') {
    throw new ControlError(409, `Payment ${trade.number} is not in TRADE_SUCCESS`);
  }
  const { account, number, charges } = trade;
  const merchant = context.register.named(account);
  const told = isTold(trade.method, 'TRADE_FINISHED')
    ? charges.flatMap((charge) =>
        context.callbacks.plan(paymentNotification(merchant, trade, charge, 'TRADE_FINISHED')),
      )
    : [];
  context.journal.write([alipayEntry({ kind: 'finished', account, number }), ...told]);
  return standing(context, trade);
}
