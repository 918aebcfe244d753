import { Context } from '@temporalio/activity';
import { expect, test } from 'vitest';
import { beating } from '../../../activities/channel-call.ts';
import type { CreateAnswer } from '../../../domain/order/channel-answer.ts';
import { codeTraits } from '../../../domain/testing/channel-kinds.ts';
import { orderWorkflowId } from '../../../workflows/messages/workflow-id.ts';
import { openPaperOrders, type PaperOrder } from '../workflows/paper-orders.ts';

const orders = await openPaperOrders();
const patience = { timeout: 15_000, interval: 20 };
const request = {
  id: 'click',
  number: 'A',
  channel: 'paper',
  method: 'qr',
  account: 'default',
  payer: null,
  traits: codeTraits,
};

/** A create whose ledger hangs until the engine gives the run up. */
function slowCreate(order: PaperOrder, tell: (answer: CreateAnswer) => void) {
  return async (): Promise<CreateAnswer> => {
    const { cancellationSignal } = Context.current();
    const answer = await beating<CreateAnswer>(async (send) => {
      await expect.poll(() => cancellationSignal.aborted, patience).toBe(true);
      return await send(() => {
        order.log.push('sent');
        return Promise.resolve({ kind: 'offered', channelReference: null, validUntilMs: null });
      });
    });
    tell(answer);
    return answer;
  };
}

test('the engine’s word that a run is over comes with a beat, and its call is not sent', async () => {
  const order = orders.place();
  const answers: CreateAnswer[] = [];
  order.channel = { create: slowCreate(order, (answer) => answers.push(answer)) };
  const click = orders.request(order, { type: 'pay', request }).catch(() => null);
  await expect.poll(() => order.log, patience).toContain('create');
  await orders.client.workflow.getHandle(orderWorkflowId(order.key)).terminate('lost');
  await expect.poll(() => answers, patience).toMatchObject([{ code: 'run_is_over' }]);
  expect(order.log).not.toContain('sent');
  await click;
});
