import { askOver } from './ask.ts';
import type { ChannelList, MatchList, Readiness } from './contract.ts';
import { type Deliveries, deliveriesOver, type Events, eventsOver } from './events.ts';
import {
  type Keys,
  keysOver,
  type Merchants,
  merchantsOver,
  type NoticeSecrets,
  noticeSecretsOver,
} from './merchants.ts';
import {
  type Accounts,
  accountsOver,
  type Attention,
  attentionOver,
  type Audit,
  auditOver,
  type ControlsDesk,
  controlsOver,
} from './operations-desk.ts';
import { type Orders, ordersOver } from './orders.ts';
import { type Refunds, refundsOver } from './refunds.ts';
import { type CallSettings, type ClientSettings, connectionOf } from './settings.ts';

/** The calls of one installation, by one key. */
export type Client = Readonly<{
  orders: Orders;
  refunds: Refunds;
  events: Events;
  deliveries: Deliveries;
  attention: Attention;
  accounts: Accounts;
  audit: Audit;
  controls: ControlsDesk;
  merchants: Merchants;
  keys: Keys;
  noticeSecrets: NoticeSecrets;
  /** Orders by what somebody holds in hand: 50 at most. */
  search: (q: string, settings?: CallSettings) => Promise<MatchList>;
  /** What each configured channel account can do. */
  channels: (settings?: CallSettings) => Promise<ChannelList>;
  /** What the installation reaches. @throws as `Ask`, also where it is not ready */
  ready: (settings?: CallSettings) => Promise<Readiness>;
}>;

/**
 * A client of an installation. It keeps no connection of its own and needs no closing.
 *
 * @throws TypeError for settings that can't work
 * @example const paidonce = createClient({ url: 'https://pay.example', key });
 */
export function createClient(settings: ClientSettings): Client {
  const ask = askOver(connectionOf(settings));
  return Object.freeze<Client>({
    orders: ordersOver(ask),
    refunds: refundsOver(ask),
    events: eventsOver(ask),
    deliveries: deliveriesOver(ask),
    attention: attentionOver(ask),
    accounts: accountsOver(ask),
    audit: auditOver(ask),
    controls: controlsOver(ask),
    merchants: merchantsOver(ask),
    keys: keysOver(ask),
    noticeSecrets: noticeSecretsOver(ask),
    search: (q, call) => ask('search', { query: { q } }, call),
    channels: (call) => ask('listChannels', {}, call),
    ready: (call) => ask('getReadiness', {}, call),
  });
}
