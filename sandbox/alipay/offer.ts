import { randomInt } from 'node:crypto';
import { takeBirthFaults } from '../engine/birth-faults.ts';
import { fingerprint } from '../engine/fingerprint.ts';
import type { Entry } from '../engine/journal.ts';
import { openingEntries } from '../engine/open-trade.ts';
import { randomDigits } from '../engine/random-digits.ts';
import type { AlipayContext } from './alipay-context.ts';
import { AlipayError } from './alipay-error.ts';
import { orderReference, readContent, type Call } from './call.ts';
import { codeExpiryMs, expiryMs } from './expiry.ts';
import { offerContentSchemas, type OfferContent } from './offer-content.ts';
import { paymentNotification, newTradeNo } from './payment.ts';
import { alipayEntry } from './journal-words.ts';
import { isClosed, type NewOffer, type Trade, type TradeMethod } from './trade.ts';

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
  return fingerprint(call.content, method, call.notifyUrl);
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
    buyerId: `2088${randomDigits(12)}`,
    offeredAtMs: nowMs,
    expiresAtMs,
    faults: takeBirthFaults(context, subject),
  };
}

function offerEntries(context: AlipayContext, call: Call, offer: NewOffer): readonly Entry[] {
  return openingEntries(context, offer, alipayEntry({ kind: 'offered', offer }), (atMs) => {
    const lie = { id: newTradeNo(atMs), amountFen: offer.totalFen, paidAtMs: atMs };
    const said = paymentNotification(call.account, { ...offer, begunAtMs: atMs }, lie);
    return context.callbacks.forged(said);
  });
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
  return `https://qr.alipay.com/bax0${randomDigits(5)}${randomInt(36 ** 6)
    .toString(36)
    .padStart(6, '0')}${randomDigits(9)}`;
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
