import { ControlError } from '../engine/control-error.ts';
import type { AlipayContext } from './alipay-context.ts';
import { AlipayError } from './alipay-error.ts';
import { beijingTime } from './beijing-time.ts';
import { writeForm } from './form.ts';
import { proveRequest, readGatewayRequest } from './gateway-request.ts';
import { openedMethods } from './methods.ts';
import { openOffer } from './offer.ts';
import { signFields } from './signature.ts';
import type { Trade } from './trade.ts';
import { yuan } from './yuan.ts';

const none = Buffer.alloc(0);

/**
 * Opens a signed link or order string, as the shopper's browser or phone would.
 *
 * @param link a whole address, or the order string alone
 * @throws ControlError 400 when Alipay would refuse it
 */
export function openLink(context: AlipayContext, link: string): Trade {
  const text = /^https?:\/\//.test(link) ? link.slice(link.indexOf('?') + 1) : link;
  try {
    const request = readGatewayRequest(context.register, Buffer.from(text), none);
    const method = openedMethods.get(request.method);
    if (method === undefined) {
      throw new ControlError(400, `${request.method} is not opened by a browser or phone`);
    }
    return openOffer(context, proveRequest(request), method);
  } catch (error) {
    if (!(error instanceof AlipayError)) throw error;
    throw new ControlError(400, `Alipay refuses this link: ${error.subCode} ${error.message}`);
  }
}

/** Where the cashier page leads back to: signed, once it is paid. Proof of nothing either way. */
export function backUrl(context: AlipayContext, trade: Trade): string | undefined {
  const { returnUrl, quitUrl, charset } = trade;
  const [charge] = trade.charges;
  if (charge === undefined || returnUrl === '')
    return [quitUrl, returnUrl].find((url) => url !== '');
  const account = context.register.named(trade.account);
  const fields = {
    app_id: account.appId,
    auth_app_id: account.appId,
    charset,
    method: `alipay.trade.${trade.method}.pay.return`,
    out_trade_no: trade.number,
    seller_id: account.sellerId,
    timestamp: beijingTime(charge.paidAtMs),
    total_amount: yuan(charge.amountFen),
    trade_no: charge.id,
    version: '1.0',
  };
  const sign = signFields(account, fields, charset, 'right');
  const query = writeForm({ ...fields, sign_type: 'RSA2', sign }, charset);
  return `${returnUrl}${returnUrl.includes('?') ? '&' : '?'}${query}`;
}
