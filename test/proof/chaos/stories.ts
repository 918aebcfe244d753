import {
  type ChannelFault,
  channelFaults,
  type ChannelName,
  channels,
  toldByCallbackAlone,
} from './channel-faults.ts';
import { type Random, seededRandom } from './seeded-random.ts';

export const storyKinds = ['two channels', 'one channel', 'refunds', 'late', 'abandoned'] as const;

export type StoryKind = (typeof storyKinds)[number];

/** What shopper and merchant do with one order; the seed fixes it before anything runs. */
export type Story = Readonly<{
  id: string;
  kind: StoryKind;
  amountMinor: number;
  expiresInS: number;
  /** Channels clicked, in this order; empty: nobody clicks. */
  clicks: readonly ChannelName[];
  /** The second click does not wait for the first one's offer. */
  clicksAtOnce: boolean;
  /** Channels by which it is paid, in this order. */
  pays: readonly ChannelName[];
  /** Time between the first payment and the second, ms. */
  payGapMs: number;
  /** An Alipay code is scanned before it is paid, so that the trade exists when it is closed. */
  scans: boolean;
  /** Why the payment comes late; null: it does not. */
  late: 'after_close' | 'slow_settlement' | null;
  latePayment: 'refund' | 'ask';
  decision: 'accept' | 'refund' | null;
  /**
   * Amounts of refunds, all asked at once, each under its own id; their sum may exceed the payment.
   */
  refunds: readonly number[];
  /** Whether each acknowledged request is sent once more under its key. */
  repeats: boolean;
  faults: readonly ChannelFault[];
}>;

/** How many of a hundred orders are of each kind. */
const shares: readonly (readonly [StoryKind, number])[] = [
  ['two channels', 50],
  ['one channel', 10],
  ['refunds', 20],
  ['late', 11],
  ['abandoned', 9],
];

function kindsOf(orders: number): StoryKind[] {
  const kinds = shares.flatMap(([kind, share]) =>
    Array.from({ length: Math.floor((orders * share) / 100) }, () => kind),
  );
  while (kinds.length < orders) kinds.push('two channels');
  return kinds;
}

/**
 * Within a channel's margin, which is 6 s at the pace of prove.ts: a channel that is later would
 * not keep its margin.
 */
const someLateMs = 5_000;

function twoChannels(random: Random): Partial<Story> {
  // Alipay's code, unknown until its scan, stays payable when WeChat's takes its place.
  const clicks: ChannelName[] = random.chance(0.7) ? ['alipay', 'wechat'] : ['wechat', 'alipay'];
  return {
    clicks,
    clicksAtOnce: random.chance(0.3),
    pays: random.chance(0.5) ? clicks : [...clicks].reverse(),
    payGapMs: random.pick([0, 0, 300, 1_500]),
    scans: random.chance(0.3),
    refunds: random.chance(0.1) ? [random.whole(1, 1_000)] : [],
  };
}

function refunds(random: Random, amountMinor: number): Partial<Story> {
  // WeChat Pay has more ways to go wrong here, so more stories.
  const channel = random.chance(0.6) ? 'wechat' : 'alipay';
  const half = Math.floor(amountMinor / 2);
  const third = Math.floor(amountMinor / 3);
  const asked = random.pick([
    [half],
    [amountMinor],
    // Three racing refunds of more than half: not all can be granted.
    [half + 1, half + 1, half + 1],
    [third, third, third, third],
  ]);
  return { clicks: [channel], pays: [channel], refunds: asked };
}

function late(random: Random): Partial<Story> {
  const channel = random.pick(channels);
  const how = random.chance(0.6) ? 'after_close' : 'slow_settlement';
  const asks = random.chance(0.4);
  const close = { channel, operation: 'close', kind: 'payable_after_close' };
  const slow = {
    channel,
    operation: 'callback',
    kind: 'slow_settlement',
    delayMs: someLateMs,
  };
  const isOpenAnyway = how === 'after_close' && channel === 'alipay';
  return {
    clicks: [channel],
    pays: [channel],
    late: how,
    expiresInS: how === 'slow_settlement' ? 6 : 30,
    latePayment: asks ? 'ask' : 'refund',
    decision: asks ? random.pick(['accept', 'refund', null] as const) : null,
    faults: isOpenAnyway ? [] : [how === 'after_close' ? close : slow],
  };
}

function ofKind(kind: StoryKind, random: Random, amountMinor: number): Partial<Story> {
  switch (kind) {
    case 'two channels':
      return twoChannels(random);
    case 'one channel': {
      const channel = random.pick(channels);
      return { clicks: [channel], pays: [channel], scans: random.chance(0.3) };
    }
    case 'refunds':
      return refunds(random, amountMinor);
    case 'late':
      return late(random);
    case 'abandoned':
      return {
        clicks: random.chance(0.25) ? [] : [random.pick(channels)],
        expiresInS: random.whole(4, 12),
        scans: random.chance(0.5),
      };
    default:
      return kind satisfies never;
  }
}

const needTrade = new Set(['payable_after_close', 'lost_response', 'error_after']);

/** Whether this order causes that operation of that channel. */
function meets(story: Story, { channel, operation, kind }: ChannelFault): boolean {
  if (!story.clicks.includes(channel)) return false;
  const isPaidThere = story.pays.includes(channel);
  switch (operation) {
    case 'create':
      // A late payment has its own slow settlement.
      return kind !== 'slow_settlement' || story.late === null;
    case 'query':
      return true;
    case 'close':
      // Closing a trade that Alipay does not know has no effect, so none can be lost.
      if (channel === 'alipay' && !story.scans && needTrade.has(kind)) return false;
      if (story.kind === 'abandoned') return true;
      return story.kind === 'two channels' && story.clicks[0] === channel && !story.clicksAtOnce;
    case 'callback':
      return isPaidThere && (kind !== 'slow_settlement' || story.late === null);
    case 'refund':
    case 'refund_query':
      if (kind === 'refund_abnormal') return story.kind === 'refunds';
      // Only an unscanned code of Alipay can surely still be paid after another attempt won.
      if (story.kind === 'two channels') {
        return channel === 'alipay' && story.pays.at(-1) === channel && !story.scans;
      }
      return isPaidThere && (story.kind === 'refunds' || story.late === 'after_close');
    default:
      return false;
  }
}

/** Alipay refunds at once, so a refund is queried only if its answer was lost. */
function withCompany(fault: ChannelFault): ChannelFault[] {
  if (fault.channel !== 'alipay' || fault.operation !== 'refund_query') return [fault];
  return [{ channel: 'alipay', operation: 'refund', kind: 'lost_response' }, fault];
}

function agree(faults: readonly ChannelFault[]): boolean {
  const kinds = faults.map(({ kind }) => kind);
  return !kinds.includes('callback_lost') || !kinds.some((kind) => toldByCallbackAlone.has(kind));
}

const seldomMet = new Set(['refund', 'refund_query', 'close']);

/** Deals the faults to stories as evenly as the stories can meet them. */
function dealer(random: Random): (story: Story) => Story {
  let deck = random.shuffled(channelFaults);
  const deal = (story: Story): Story => {
    for (let round = 0; round < 2; round += 1) {
      const fits = (one: ChannelFault): boolean =>
        meets(story, one) && agree([...story.faults, ...withCompany(one)]);
      // A fault that few stories meet is dealt first to a story that meets it.
      const rare = deck.findIndex((one) => seldomMet.has(one.operation) && fits(one));
      const at = rare >= 0 ? rare : deck.findIndex(fits);
      const dealt = deck[at];
      if (dealt !== undefined) {
        deck.splice(at, 1);
        return { ...story, faults: [...story.faults, ...withCompany(dealt)] };
      }
      deck = [...deck, ...random.shuffled(channelFaults)];
    }
    return story;
  };
  return (story) => {
    if (random.chance(0.25)) return story;
    const once = deal(story);
    // Few stories ask a channel for a refund, and not each of them triggers its fault.
    return story.kind === 'refunds' || random.chance(0.2) ? deal(once) : once;
  };
}

/** The stories of a run, fixed by the seed. @param orders how many */
export function storiesOf(seed: number, orders: number): Story[] {
  const random = seededRandom(seed);
  const deal = dealer(random);
  return random.shuffled(kindsOf(orders)).map((kind, index) => {
    const amountMinor = random.whole(300, 9_999);
    return deal({
      id: `K${seed}-${String(index + 1).padStart(5, '0')}`,
      kind,
      amountMinor,
      expiresInS: random.whole(30, 45),
      clicks: [],
      clicksAtOnce: false,
      pays: [],
      payGapMs: 0,
      scans: false,
      late: null,
      latePayment: 'refund',
      decision: null,
      refunds: [],
      repeats: random.chance(0.25),
      faults: [],
      ...ofKind(kind, random, amountMinor),
    });
  });
}
