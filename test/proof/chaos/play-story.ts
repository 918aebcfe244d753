import { setTimeout as delay } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import type { ChannelName } from './channel-faults.ts';
import type { Merchant, SeenOrder } from './merchant.ts';
import type { Shopper } from './shopper.ts';
import type { Story } from './stories.ts';

type Stage = Readonly<{ merchant: Merchant; shopper: Shopper }>;
type Click = Readonly<{ channel: ChannelName; number: string }>;

const offeredWithinMs = 15_000;
const paidWithinMs = 25_000;
const closedWithinMs = 40_000;

function isOfferKnown(number: string): (seen: SeenOrder) => boolean {
  return (seen) => {
    const attempt = seen.attempts.find(({ id }) => id === number);
    return attempt !== undefined && (attempt.action !== null || attempt.status !== 'opening');
  };
}

async function clickOn(stage: Stage, story: Story, channel: ChannelName): Promise<Click | null> {
  const key = randomUUID();
  const body = { channel, method: 'qr' };
  const number = await stage.merchant.click(story.id, body, key);
  if (number === null) return null;
  if (story.repeats) await stage.merchant.click(story.id, body, key);
  await stage.merchant.until(story.id, isOfferKnown(number), offeredWithinMs);
  if (story.scans && channel === 'alipay') await stage.shopper.scan(channel, number);
  return { channel, number };
}

async function clickAll(stage: Stage, story: Story): Promise<Click[]> {
  const clicks: (Click | null)[] = [];
  if (story.clicksAtOnce) {
    clicks.push(...(await Promise.all(story.clicks.map((one) => clickOn(stage, story, one)))));
  } else {
    for (const channel of story.clicks) clicks.push(await clickOn(stage, story, channel));
  }
  return clicks.filter((one) => one !== null);
}

async function payAll(stage: Stage, story: Story, clicks: readonly Click[]): Promise<void> {
  const order = story.pays.flatMap((channel) => clicks.filter((one) => one.channel === channel));
  const taps = order.map(async (click, index) => {
    await delay(index * story.payGapMs);
    await stage.shopper.pay(click.channel, click.number);
  });
  await Promise.all(taps);
}

async function payLate(stage: Stage, story: Story, clicks: readonly Click[]): Promise<void> {
  const { merchant } = stage;
  if (story.late === 'slow_settlement') {
    // It is paid in time, but the channel settles it long after the deadline.
    await payAll(stage, story, clicks);
    return;
  }
  await merchant.ask('POST', `/v1/orders/${story.id}/close`);
  await merchant.until(
    story.id,
    ({ status }) => status !== 'open' && status !== 'closing',
    closedWithinMs,
  );
  await payAll(stage, story, clicks);
}

async function decideLate({ merchant }: Stage, story: Story): Promise<void> {
  if (story.decision === null) return;
  const isLate = (seen: SeenOrder): boolean => seen.attempts.some(({ role }) => role === 'late');
  const seen = await merchant.until(story.id, isLate, closedWithinMs);
  const attempt = seen?.attempts.find(({ role }) => role === 'late');
  if (attempt === undefined) return;
  const body = { attempt: attempt.id, decision: story.decision };
  await merchant.ask('POST', `/v1/orders/${story.id}/late_payment`, body);
}

async function refundAll({ merchant }: Stage, story: Story): Promise<void> {
  if (story.refunds.length === 0) return;
  const paid = await merchant.until(story.id, ({ status }) => status === 'paid', paidWithinMs);
  if (paid === null) return;
  const asked = story.refunds.map(async (amountMinor, index) => {
    const id = `${story.id}-R${index + 1}`;
    const key = randomUUID();
    await merchant.refund(story.id, id, amountMinor, key);
    if (story.repeats) await merchant.refund(story.id, id, amountMinor, key);
  });
  await Promise.all(asked);
}

/**
 * Plays the shopper and the merchant of one order. It ends when they have nothing more to do, not
 * when the order is at rest.
 *
 * @throws Unanswered if the API left a request without any answer for minutes
 */
export async function playStory(stage: Stage, story: Story): Promise<void> {
  for (const fault of story.faults) await stage.shopper.arm(fault, story.id);
  const isMade = await stage.merchant.makeOrder({
    id: story.id,
    amount: { currency: 'CNY', value: story.amountMinor },
    description: story.kind,
    expires_in: story.expiresInS,
    late_payment: story.latePayment,
  });
  if (!isMade) throw new Error(`order ${story.id} was refused`);
  const clicks = await clickAll(stage, story);
  if (story.late === null) await payAll(stage, story, clicks);
  else await payLate(stage, story, clicks);
  await decideLate(stage, story);
  await refundAll(stage, story);
  await stage.merchant.look(story.id);
}
