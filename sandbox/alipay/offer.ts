import { createHash, randomInt } from 'node:crypto';
import { canonicalJson } from '../engine/canonical-json.ts';
import type { Entry } from '../engine/journal.ts';
import { moneyEntry } from '../engine/money-book.ts';
import { bookedAs, takeFault, type AlipayContext } from './alipay-context.ts';
import { AlipayError } from './alipay-error.ts';
import { orderReference, readContent, type Call } from './call.ts';
import { forgedCallback } from './callbacks.ts';
import { codeExpiryMs, expiryMs } from './expiry.ts';
import { offerContentSchemas, type OfferContent } from './offer-content.ts';
import { paymentNotification, newTradeNo } from './payment.ts';
import { alipayEntry } from './trade-book.ts';
import { isClosed, type NewOffer, type Trade, type TradeMethod } from './trade.ts';

const settlesAfterByDefaultMs = 60_000;

function digits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10).toString()).join('');
}

function readOffer(call: Call, method: TradeMethod): OfferContent {
  const content = readContent<OfferContent>(offerContentSchemas[method], call.content);
  const { sellerId } = call.account;
  if (content.seller_id !== undefined && content.seller_id !== sellerId) {
    throw new AlipayError('ACQ.INVALID_PARAMETER', 'seller_id is not the one of this app');
  }
  for (const url of [call.notifyUrl, call.returnUrl]) {
    if (url !== '' && !/^https?:\/\//.test(url)) {
      throw new AlipayError('ACQ.INVALID_PARAMETER', 'notify_url and return_url must be http(s)');
    }
  }
  return content;
}

function fingerprintOf(call: Call, method: TradeMethod): string {
  const content = `${method}\n${call.notifyUrl}\n${canonicalJson(call.content)}`;
  return createHash('sha256').update(content).digest('hex');
}

function planOffer(
  context: AlipayContext,
  call: Call,
  method: TradeMethod,
  content: OfferContent,
): NewOffer {
  const nowMs = context.clock.nowMs();
  const expiresAtMs = expiryMs(method, content, nowMs);
  const passback = content.passback_params ?? '';
  const subject = { number: content.out_trade_no, order: orderReference(passback) };
  const slow = takeFault(context, 'create', 'slow_settlement', subject);
  const slowMs = slow?.delay_ms ?? context.clock.scaledMs(settlesAfterByDefaultMs);
  return {
    account: call.account.name,
    ...subject,
    method,
    fingerprint: fingerprintOf(call, method),
    subject: content.subject,
    body: content.body ?? '',
    passback,
    notifyUrl: call.notifyUrl,
    returnUrl: call.returnUrl,
    quitUrl: content.quit_url ?? '',
    charset: call.charset,
    totalFen: content.total_amount,
    buyerId: `2088${digits(12)}`,
    offeredAtMs: nowMs,
    expiresAtMs,
    faults: {
      wrongAmount: takeFault(context, 'create', 'wrong_amount', subject) !== undefined,
      secondTransaction: takeFault(context, 'create', 'second_transaction', subject) !== undefined,
      settlesAfterMs: slow === undefined ? 0 : slowMs,
    },
  };
}

function offerEntries(context: AlipayContext, call: Call, offer: NewOffer): readonly Entry[] {
  const { number, totalFen, offeredAtMs: atMs } = offer;
  const known = { kind: 'payment_known', amount: totalFen, reference: number, atMs } as const;
  const entries = [
    alipayEntry({ kind: 'offered', offer }),
    moneyEntry({ ...bookedAs(offer), ...known }),
  ];
  if (takeFault(context, 'create', 'callback_forged', offer) === undefined) return entries;
  const lie = { tradeNo: newTradeNo(atMs), amountFen: totalFen, paidAtMs: atMs };
  const notification = paymentNotification(call.account, { ...offer, createdAtMs: atMs }, lie);
  return [...entries, forgedCallback(context, notification)];
}

/** @throws AlipayError where the number may not come back with this, or not any more */
function refuseUnlessSame(trade: Trade, fingerprint: string, nowMs: number): void {
  if (trade.fingerprint !== fingerprint) throw new AlipayError('ACQ.CONTEXT_INCONSISTENT');
  if (trade.charges.length > 0 || trade.settling) throw new AlipayError('ACQ.TRADE_HAS_SUCCESS');
  if (trade.tradeNo !== undefined && isClosed(trade, nowMs)) {
    throw new AlipayError('ACQ.TRADE_HAS_CLOSE');
  }
}

function newCode(): string {
  return `https://qr.alipay.com/bax0${digits(5)}${randomInt(36 ** 6)
    .toString(36)
    .padStart(6, '0')}${digits(9)}`;
}

/**
 * alipay.trade.precreate: a QR code, and no trade yet. The same content again gets a fresh code.
 * @throws AlipayError ACQ.INVALID_PARAMETER, CONTEXT_INCONSISTENT, TRADE_HAS_SUCCESS…
 */
export function precreate(context: AlipayContext, call: Call): Readonly<Record<string, string>> {
  const content = readOffer(call, 'precreate');
  const nowMs = context.clock.nowMs();
  const { name: account } = call.account;
  const { out_trade_no: number } = content;
  const known = context.book.trade(account, number);
  if (known !== undefined) refuseUnlessSame(known, fingerprintOf(call, 'precreate'), nowMs);
  const isScanned = known?.tradeNo !== undefined;
  const expiresAtMs = isScanned ? known.expiresAtMs : expiryMs('precreate', content, nowMs);
  const code = newCode();
  const codeExpiresAtMs = codeExpiryMs(content, nowMs);
  const entries =
    known === undefined
      ? offerEntries(context, call, planOffer(context, call, 'precreate', content))
      : [];
  context.journal.write([
    ...entries,
    alipayEntry({ kind: 'code_issued', account, number, code, codeExpiresAtMs, expiresAtMs }),
  ]);
  return { out_trade_no: number, qr_code: code };
}

/**
 * The shopper's browser or phone opens what the merchant signed: only now Alipay hears of it.
 * No trade comes of it yet.
 *
 * @throws AlipayError when the content is not understood or the number stands for another one
 */
export function openOffer(
  context: AlipayContext,
  call: Call,
  method: Exclude<TradeMethod, 'precreate'>,
): Trade {
  const content = readOffer(call, method);
  const { name: account } = call.account;
  const known = context.book.trade(account, content.out_trade_no);
  if (known !== undefined) {
    if (known.fingerprint !== fingerprintOf(call, method)) {
      throw new AlipayError('ACQ.CONTEXT_INCONSISTENT');
    }
    return known;
  }
  const offer = planOffer(context, call, method, content);
  context.journal.write(offerEntries(context, call, offer));
  const opened = context.book.trade(account, offer.number);
  if (opened === undefined) throw new Error(`The journal lost ${offer.number}`);
  return opened;
}
