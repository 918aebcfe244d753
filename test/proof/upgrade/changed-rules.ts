import type { Change } from '../../kit/changed-text.ts';

/**
 * Rules that are changed in such a way that older histories replay all the same: the engine
 * compares neither arguments nor timers. What such a rule decides anew must not count against what
 * the ledger holds. All golden histories replay under each.
 */
export const changedRules: Readonly<Record<string, Change>> = {
  'the letter in the numbers of refunds': {
    file: 'domain/decide/compensation.ts',
    from: 'return `${attempt}R${',
    to: 'return `${attempt}Q${',
  },
  'a compensation gives back one less': {
    file: 'domain/decide/compensation.ts',
    from: "kind: 'compensation' as const,\n    attempt: attempt.number,\n    amountMinor: keptMinor(attempt),",
    to: "kind: 'compensation' as const,\n    attempt: attempt.number,\n    amountMinor: keptMinor(attempt) - 1,",
  },
  "a merchant's refund is one less": {
    file: 'domain/decide/decide-request.ts',
    from: '    amountMinor,\n    reasonMark: request.reasonMark,',
    to: '    amountMinor: amountMinor - 1,\n    reasonMark: request.reasonMark,',
  },
  'an attempt lives seven seconds longer': {
    file: 'domain/order/expiry.ts',
    from: 'return Math.max(wanted, nowMs + traits.shortestValidityMs);',
    to: 'return Math.max(wanted, nowMs + traits.shortestValidityMs) + 7_000;',
  },
  'an order is due a minute later': {
    file: 'domain/agenda/agenda.ts',
    from: 'return agenda(order)[0]?.dueAtMs ?? null;',
    to: 'const first = agenda(order)[0];\n  return first === undefined ? null : first.dueAtMs + 60_000;',
  },
  'tasks due at once come in another order': {
    file: 'domain/agenda/agenda.ts',
    from: '.sort((a, b) => a.dueAtMs - b.dueAtMs);',
    to: '.sort((a, b) => a.dueAtMs - b.dueAtMs || (a.lane < b.lane ? 1 : -1));',
  },
  'a late payment may be answered twice as long': {
    file: 'domain/decide/decide-success.ts',
    from: 'const answerByMs = atMs + order.policy.lateAnswerMs;',
    to: 'const answerByMs = atMs + 2 * order.policy.lateAnswerMs;',
  },
  'the id of a compensation': {
    file: 'domain/decide/compensation.ts',
    from: 'id: number,',
    to: 'id: `c-${number}`,',
  },
  'the number of a second transaction': {
    file: 'domain/decide/decide-success.ts',
    from: 'const number = `${first.channelNumber}-${family.length + 1}`;',
    to: 'const number = `${first.channelNumber}_${family.length + 1}`;',
  },
  'the text of an alert': {
    file: 'domain/decide/consequences.ts',
    from: "const detail = 'The channel does not answer for this payment. Look at its console.';",
    to: "const detail = 'No answer. Ask the channel.';",
  },
  'when an attempt was withdrawn': {
    file: 'domain/decide/consequences.ts',
    from: "return [{ type: 'attempt_withdrawn', number: attempt.number, reason, atMs: nowMs }];",
    to: "return [{ type: 'attempt_withdrawn', number: attempt.number, reason, atMs: nowMs + 1 }];",
  },
  'when an order was paid': {
    file: 'domain/decide/decide-success.ts',
    from: "if (order.status !== 'closed') return [{ type: 'order_paid', number, atMs }];",
    to: "if (order.status !== 'closed') return [{ type: 'order_paid', number, atMs: atMs - 1 }];",
  },
};

/**
 * Under these a few histories do not replay. Two calls that were due at once are told apart by
 * their places: where only one had been answered, its answer ends the other's wait, and the next
 * call comes at another moment. Such a run is ended, and its order goes on from the ledger.
 */
export const mayNotReplay: readonly string[] = ['tasks due at once come in another order'];
