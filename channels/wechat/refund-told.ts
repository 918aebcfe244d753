import { z } from 'zod';
import type {
  RefundArrival,
  RefundDestination,
  RefundTold,
} from '../../domain/order/refund-arrival.ts';
import { outsideId } from '../outside-text.ts';
import { readJson } from '../read-json.ts';
import { textOrUnsaid } from '../unsaid.ts';
import { fromWechatTime } from './wechat-time.ts';

// No rule reads any of it, so what is missing or odd leaves the answer as good as it was.
const text = textOrUnsaid;
const toldSchema = z.object({
  refund_id: outsideId.optional().catch(undefined),
  status: text,
  channel: text,
  user_received_account: text,
  success_time: text,
});

/** What `user_received_account` says where it is no card; docs/channels/wechat.md#refund. */
const destinations: ReadonlyMap<string, RefundDestination> = new Map([
  ['支付用户零钱', 'balance'],
  ['支付用户零钱通', 'balance'],
  ['支付用户零花钱', 'balance'],
  ['支付用户小金罐', 'balance'],
  ['支付用户来华零钱包', 'balance'],
  ['支付用户银行电子账户', 'bank'],
  ['用户经营账户', 'other'],
  ['商户基本账户', 'merchant'],
  ['商户结算银行账户', 'merchant'],
  ['商户基本账户商户结算银行账户', 'merchant'],
  ['企业支付商户', 'merchant'],
]);

// The bank's name, the kind of card, its last digits: only that it is a bank is kept.
const bankCard = /卡\d{3,6}$/u;

function destinationOf(account: string | undefined): RefundDestination | null {
  if (account === undefined) return null;
  return destinations.get(account) ?? (bankCard.test(account) ? 'bank' : null);
}

/** `channel` of a refund: the way its money goes. */
function wayOf(channel: string | undefined): Pick<RefundArrival, 'to' | 'original'> {
  switch (channel) {
    case 'ORIGINAL':
      return { to: null, original: true };
    case 'BALANCE':
    case 'OTHER_BALANCE':
      return { to: 'balance', original: false };
    case 'OTHER_BANKCARD':
      return { to: 'bank', original: false };
    default:
      return { to: null, original: null };
  }
}

const toBalance = 'within 5 minutes';
const toBank = 'within 1 to 3 working days';

/** By WeChat's document on querying a refund, counted from the asking. */
function usually(to: RefundDestination | null): string | null {
  if (to === 'balance') return toBalance;
  if (to === 'bank') return toBank;
  return to === null ? `to a balance ${toBalance}, to a bank card ${toBank}` : null;
}

/**
 * What an answer to refund or refund query tells besides the state. Of the account that gets the
 * money only its kind is kept: its name has a bank and a card's last digits.
 *
 * @see docs/channels/wechat.md#refund
 */
export function toldOf(body: Buffer): RefundTold {
  const said = readJson(toldSchema, body);
  if (said === null) return {};
  const named = said.refund_id === undefined ? {} : { channelReference: said.refund_id };
  if (said.status !== 'PROCESSING' && said.status !== 'SUCCESS') return named;
  const way = wayOf(said.channel);
  const to = destinationOf(said.user_received_account) ?? way.to;
  const atMs = said.status === 'SUCCESS' ? fromWechatTime(said.success_time) : null;
  return { ...named, expected: { to, original: way.original, atMs, usually: usually(to) } };
}
