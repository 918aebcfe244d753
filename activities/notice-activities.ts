import { Context } from '@temporalio/activity';
import type { Database } from '../ledger/database/database.ts';
import { findEvent, toldEvent } from '../ledger/events/events.ts';
import { numberEvents } from '../ledger/events/event-numbers.ts';
import { leaveEndpoint, workAtEndpoint } from '../ledger/notices/notice-endpoints.ts';
import { type TakenNotice, takeNotice } from '../ledger/notices/notice-lines.ts';
import { signingSecrets } from '../ledger/notices/notice-secrets.ts';
import { giveBack, misplaced, recordTry, type TryEnd } from '../ledger/notices/notice-tries.ts';
import type { NoticePolicy } from '../notices/notice-policy.ts';
import { nextTryAtMs, restMs } from '../notices/notice-schedule.ts';
import type { NoticeAnswer } from '../notices/exchange.ts';
import type { NoticeSender } from '../notices/send-notice.ts';
import { signNotice } from '../notices/sign-notice.ts';
import type { NoticeActivities } from '../workflows/messages/notices-start.ts';

export type NoticeActivityDeps = Readonly<{
  db: Database;
  send: NoticeSender['send'];
  /** The secret that an id stands for. */
  secretOf: (merchant: string, id: string) => string;
  /** Where shoppers reach us, without a slash at the end. */
  publicUrl: string;
  policy: NoticePolicy;
}>;

/**
 * Whoever is killed leaves its notices and its endpoint to others after so long, ms: a try takes 15 s
 * at most, and what is asked of the ledger before and after it the rest.
 */
const leaseMs = 20_000;
/** How long it waits for its turn to have events numbered; ms. */
const numberWithinMs = 1_000;
/** A try that is over soon costs no heartbeat; ms. */
const beatEveryMs = 4_000;
/** After so long the run is told when the next one is due, and goes on by a new activity; ms. */
const longestMs = 20_000;

/** What a receiver's answer comes to. */
type Verdict = Readonly<{
  isAccepted: boolean;
  isDown: boolean;
  responseStatus: number | null;
  retryAfterMs: number | null;
  error: string | null;
}>;

const unsent = { isAccepted: false, responseStatus: null, retryAfterMs: null };
/** The receiver says that it will never take one. */
const gone = 410;

/** Statuses by which a receiver says that it can't take anything now. */
function saysItIsDown(status: number): boolean {
  return status >= 500 || status === 429 || status === 408;
}

function verdictOf(answer: NoticeAnswer): Verdict {
  if (answer.kind === 'unreachable') {
    return { ...unsent, isDown: true, error: `${answer.error.code}: ${answer.error.message}` };
  }
  const { status, retryAfterMs } = answer;
  const isAccepted = status >= 200 && status < 300;
  return {
    isAccepted,
    isDown: saysItIsDown(status),
    responseStatus: status,
    retryAfterMs,
    error: isAccepted ? null : `The receiver answered ${status}.`,
  };
}

const withoutSecret: Verdict = {
  ...unsent,
  // As long as there is none, one try at a time is enough.
  isDown: true,
  error:
    'The merchant has no secret that signs its notices: make one with POST /v1/merchants/{id}/notice_secret.',
};

function endOf(
  policy: NoticePolicy,
  notice: TakenNotice,
  verdict: Verdict,
  tried: Readonly<{ url: string; startedAtMs: number }>,
): TryEnd {
  const durationMs = Date.now() - tried.startedAtMs;
  const { isAccepted, retryAfterMs, isDown, responseStatus, error } = verdict;
  const failed = { ...notice, nowMs: notice.nowMs + durationMs, retryAfterMs };
  const isOver = isAccepted || responseStatus === gone;
  const nextAtMs = isOver ? null : nextTryAtMs(policy, failed);
  const unaccepted = nextAtMs === null ? 'given_up' : 'failed';
  return {
    ...tried,
    durationMs,
    status: isAccepted ? 'accepted' : unaccepted,
    responseStatus,
    error,
    nextAtMs,
    isDown,
    askedMs: retryAfterMs === null ? null : Math.min(retryAfterMs, policy.paidGapMs),
  };
}

async function tryOnce(
  deps: NoticeActivityDeps,
  notice: TakenNotice,
  url: string,
  signal: AbortSignal,
): Promise<Verdict> {
  const { db, publicUrl, secretOf, send } = deps;
  const { merchant } = notice.key;
  const event = await findEvent(db, notice.event, { publicUrl });
  if (event === null) throw new Error(`Event ${notice.event} is told and is not there.`);
  // What a notice tells is in the list of events, too.
  if (event.number < 0) await numberEvents(db, merchant, numberWithinMs);
  const ids = await signingSecrets(db, merchant);
  if (ids.length === 0) return withoutSecret;
  const body = JSON.stringify(toldEvent(event));
  const secrets = ids.map((id) => secretOf(merchant, id));
  const headers = signNotice({ id: notice.event, atMs: Date.now(), body }, secrets);
  return verdictOf(await send({ url, headers, body, signal }));
}

async function tell(
  deps: NoticeActivityDeps,
  endpoint: string,
  notice: TakenNotice,
  signal: AbortSignal,
): Promise<void> {
  const { db, policy } = deps;
  const { url } = notice;
  if (url === null || notice.isMisplaced) {
    await misplaced(db, notice);
    return;
  }
  const startedAtMs = Date.now();
  const verdict = await tryOnce(deps, notice, url, signal);
  if (signal.aborted && !verdict.isAccepted) {
    await giveBack(db, notice);
    return;
  }
  const end = endOf(policy, notice, verdict, { url, startedAtMs });
  await recordTry(db, endpoint, notice, end, (failures) => restMs(policy, failures));
}

/** Takes and tells one notice after the other, until none is due. */
async function hand(
  deps: NoticeActivityDeps,
  endpoint: string,
  signal: AbortSignal,
  endsAtMs: number,
): Promise<void> {
  const { db, policy } = deps;
  const trying = { failuresToRest: policy.failuresToRest, forMs: leaseMs };
  while (!signal.aborted && Date.now() < endsAtMs) {
    const notice = await takeNotice(db, endpoint, trying);
    if (notice === null) return;
    await tell(deps, endpoint, notice, signal);
  }
}

async function sendDue(
  deps: NoticeActivityDeps,
  endpoint: string,
): Promise<Readonly<{ nextInMs: number | null }>> {
  const { db, policy } = deps;
  const context = Context.current();
  const { cancellationSignal } = context;
  await workAtEndpoint(db, endpoint, leaseMs);
  let beat: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    context.heartbeat();
    beat = workAtEndpoint(db, endpoint, leaseMs).catch((error: unknown) => {
      // Then somebody else may wake the endpoint, in vain.
      context.log.warn('an endpoint of notices could not be kept', { err: error });
    });
  }, beatEveryMs);
  try {
    const endsAtMs = Date.now() + longestMs;
    const hands = Array.from({ length: policy.atOnce }, () =>
      hand(deps, endpoint, cancellationSignal, endsAtMs),
    );
    const failed = (await Promise.allSettled(hands)).find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    clearInterval(timer);
    await beat;
    return { nextInMs: await leaveEndpoint(db, endpoint) };
  } finally {
    clearInterval(timer);
  }
}

/** What runs of endpoints have done for them. All that they do stands in the ledger. */
export function createNoticeActivities(deps: NoticeActivityDeps): NoticeActivities {
  return {
    sendNotices: async (endpoint) => await sendDue(deps, endpoint),
  };
}
