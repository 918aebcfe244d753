import type { AccountNews } from '../domain/order/account-news.ts';
import type { ClockReading } from './clock-reading.ts';

/** Who hears what answers tell besides what was asked. Nobody waits for them, and they throw nothing. */
export type AccountEars = Readonly<{
  onClock: (reading: ClockReading) => void;
  onNews: (news: AccountNews) => void;
}>;

/** For calls of which nobody is told. */
export const deaf: AccountEars = Object.freeze({
  onClock: () => undefined,
  onNews: () => undefined,
});

/** The ears of each account, for those who hear of all. */
export function earsOfAll(
  onClock: (channel: string, account: string, reading: ClockReading) => void,
  onNews: (channel: string, account: string, news: AccountNews) => void,
): (channel: string, account: string) => AccountEars {
  return (channel, account) => ({
    onClock: (reading) => onClock(channel, account, reading),
    onNews: (news) => onNews(channel, account, news),
  });
}
