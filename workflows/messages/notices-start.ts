import { defineSignal } from '@temporalio/workflow';

/** Type name of the workflow that sends an endpoint's notices. */
export const noticesWorkflowType = 'notices';

/** The queue of these workflows and of their tries: apart from orders, so that no receiver delays one. */
export const noticeTaskQueue = 'notices';

/** Arguments of the workflow: the endpoint's id in the ledger, where all else stands. */
export type NoticesArguments = Readonly<{ endpoint: string }>;

/** Something became due that its run does not know of. */
export const noticeDueSignal = defineSignal('due');

/** What runs of this type have done for them. */
export type NoticeActivities = Readonly<{
  /**
   * Sends what is due at an endpoint.
   *
   * @returns in how long the next notice is due, ms; null: none waits
   */
  sendNotices: (endpoint: string) => Promise<Readonly<{ nextInMs: number | null }>>;
}>;

/** An endpoint: a merchant's receivers on one origin. */
export type NoticeEndpoint = Readonly<{ id: string; merchant: string }>;

/**
 * The engine's id of an endpoint's run: at most one is ever active. It names no address, which may be
 * long, and hold a token.
 */
export function noticesWorkflowId({ merchant, id }: NoticeEndpoint): string {
  return `notices/${merchant}/${id}`;
}

/** Options of the call that starts an endpoint's run. */
export function noticesStart(endpoint: NoticeEndpoint) {
  const args: [NoticesArguments] = [{ endpoint: endpoint.id }];
  return {
    workflowId: noticesWorkflowId(endpoint),
    taskQueue: noticeTaskQueue,
    args,
    workflowIdConflictPolicy: 'FAIL' as const,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE' as const,
    workflowTaskTimeout: '5s' as const,
    staticSummary: `notices of ${endpoint.merchant}`,
  };
}
