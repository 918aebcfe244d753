import {
  condition,
  continueAsNew,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import {
  type NoticeActivities,
  noticeDueSignal,
  type NoticesArguments,
} from '../messages/notices-start.ts';

const { sendNotices } = proxyActivities<NoticeActivities>({
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '10s',
  // What it does stands in the ledger, so it may be done again whenever it ended in the middle.
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

/** So that what is due and can't be taken yet is not asked for without a pause; ms. */
const leastRestMs = 100;

/**
 * Sends the notices of one endpoint for as long as any wait. What waits, when it is tried and what
 * came of it stands in the ledger; the run holds the time until the next try. It may be ended at any
 * moment: the next one goes on from the ledger.
 */
export async function notices({ endpoint }: NoticesArguments): Promise<void> {
  const known = { isDue: true };
  const isDue = (): boolean => known.isDue;
  setHandler(noticeDueSignal, () => {
    known.isDue = true;
  });
  for (;;) {
    known.isDue = false;
    const { nextInMs } = await sendNotices(endpoint);
    if (!isDue() && nextInMs === null) return;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof notices>({ endpoint });
    if (nextInMs !== null) await condition(isDue, Math.max(leastRestMs, nextInMs));
  }
}
