import { agenda } from '../agenda/agenda.ts';
import { success, type World } from './world.ts';

/** An honest channel's answer to the first thing that is due. */
export function answerNext(world: World): void {
  const task = agenda(world.state)[0];
  if (task === undefined) return;
  world.advance(Math.max(0, task.dueAtMs - world.nowMs));
  const now = agenda(world.state).find((one) => one.kind !== 'clock' && one.dueAtMs <= world.nowMs);
  if (now === undefined || now.kind === 'clock') return;
  world.nowMs += 50;
  if ('refundNumber' in now) {
    if (now.kind === 'refund') world.refunded(now.refundNumber, { kind: 'processing' });
    else world.refundQueried(now.refundNumber, { kind: 'succeeded' });
    return;
  }
  const attempt = world.attempt(now.number);
  if (now.kind === 'create') world.offered(now.number, `ref-${now.number}`);
  else if (now.kind === 'capture') world.captured(now.number);
  else if (now.kind !== 'query') world.closeAnswered(now.number);
  else if (attempt.status !== 'succeeded') world.says(now.number, 'unpaid');
  else {
    world.queried(
      now.number,
      success(attempt.transaction ?? '', {
        amountMinor: attempt.capturedMinor,
        currency: attempt.capturedCurrency ?? 'CNY',
        returnedMinor: attempt.returnedUnclear
          ? null
          : attempt.refundedMinor + attempt.reversedMinor,
      }),
    );
  }
}
