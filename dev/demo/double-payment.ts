import { randomUUID } from 'node:crypto';
import type { Order } from '../../client/contract.ts';
import { whatIsWrong } from './money-book.ts';
import { amount, type Stage } from './stage.ts';

function isGivenBack({ refunds }: Order): boolean {
  return refunds.some((one) => one.kind === 'compensation' && one.status === 'succeeded');
}

async function tellEvents({ client, teller, signal }: Stage, id: string): Promise<void> {
  for await (const event of client.orders.events(id, { signal })) {
    teller.note(`told to the shop: ${event.type}`);
  }
}

/**
 * A shopper holds two codes of one order, and pays both.
 *
 * @returns what is wrong in the end; empty: the order was paid once
 */
export async function playDoublePayment(stage: Stage): Promise<string[]> {
  const { client, teller, signal } = stage;
  const id = `demo-${randomUUID().slice(0, 8)}`;
  teller.step('A shop makes an order of 19.99 yuan.');
  await stage.makeOrder(id);
  teller.note(`order ${id}`);

  teller.step('The shopper is shown a code of WeChat Pay, and opens it on the phone.');
  const first = await stage.open(id, 'wechat', `${id}-1`);
  teller.note(`payment ${first.id}`);

  teller.step('The shopper changes their mind and takes a code of Alipay.');
  // As happens where the phone is at the password already.
  await stage.arm({
    channel: 'wechat',
    operation: 'close',
    kind: 'payable_after_close',
    times: 1,
    match: first.id,
  });
  const second = await stage.open(id, 'alipay', `${id}-2`);
  teller.note(`payment ${second.id}`);
  teller.note(
    'PaidOnce has the first closed at WeChat Pay. It says so, and yet the phone can pay.',
  );

  teller.step('Nothing was paid so far. The channels’ own books:');
  await stage.showBook(id);

  teller.step('The shopper pays by Alipay.');
  await stage.pay('alipay', second.id);
  await client.orders.until(id, (order) => order.status === 'paid', { signal });
  teller.note('the order is paid; the shop may ship');

  teller.step('The shopper pays the first code too: the phone still had it open.');
  await stage.pay('wechat', first.id);
  teller.note('the channels took the money twice:');
  await stage.showBook(id);

  teller.step('Nobody does anything. PaidOnce finds the second payment and gives it back.');
  const order = await client.orders.until(id, isGivenBack, { signal });
  await tellEvents(stage, id);

  teller.step('The channels’ own books now:');
  const wrong = whatIsWrong(await stage.showBook(id), amount, 2);
  if (order.winner !== second.id) wrong.push(`the winner is ${order.winner ?? 'nobody'}`);
  return wrong;
}
