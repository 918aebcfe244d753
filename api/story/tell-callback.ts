import type { CallbackNews } from '../../ledger/inbox/callback-news.ts';
import type { ToldCallback } from '../../ledger/inbox/callbacks-of-order.ts';
import { amountText } from './amount-text.ts';
import { type Cast, channelName, momentText } from './cast.ts';
import { findings } from './tell-attempt-fact.ts';
import { refundStandings } from './tell-call.ts';
import type { StoryEntry } from './telling.ts';

function newsText(news: CallbackNews, number: string, cast: Cast): string {
  switch (news.kind) {
    case 'payment': {
      const { finding } = news;
      const amount =
        finding.kind === 'success' ? `: ${amountText(finding.amountMinor, finding.currency)}` : '';
      return `${cast.attempt(number)} ${findings[finding.kind]}${amount}`;
    }
    case 'refund':
      return `${cast.refund(news.refundNumber)} ${refundStandings[news.standing.kind]}`;
    case 'reversal':
      return `${cast.amount(number, news.amountMinor)} of ${cast.attempt(number)} went back`;
    case 'dispute':
      return `the dispute of ${cast.attempt(number)} is ${news.state}`;
    default:
      return news satisfies never;
  }
}

function becameOf({ state, consumedAtMs, consumedBySeq, fresh }: ToldCallback): string {
  if (state !== 'consumed' || consumedAtMs === null) return ' It waits to be taken up.';
  const taken = ` Taken up at ${momentText(consumedAtMs)}, by seq ${consumedBySeq ?? '?'}`;
  return fresh ? `${taken}.` : `${taken}; too old to be believed without asking.`;
}

/** A callback as its order's story tells it: when it came, and when it was taken up. */
export function callbackEntry(callback: ToldCallback, cast: Cast): StoryEntry {
  const { id, channel, channelNumber, news, receivedAtMs } = callback;
  const number = channelNumber ?? '';
  const said = news === null ? 'what can’t be read' : `that ${newsText(news, number, cast)}`;
  return {
    atMs: receivedAtMs,
    source: 'callback',
    who: channelName(channel),
    text: `Called back, signed, to say ${said}.${becameOf(callback)}`,
    evidence: `callback ${id}`,
    about: news?.kind === 'refund' ? news.refundNumber : channelNumber,
    seq: null,
  };
}
