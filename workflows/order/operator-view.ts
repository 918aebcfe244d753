import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { agenda } from '../../domain/agenda/agenda.ts';
import { type Held, isHeldBack } from '../../domain/held/held.ts';
import { keptMinor } from '../../domain/order/attempt.ts';
import { rfc3339 } from '../../domain/values/calendar.ts';
import { attention } from '../../domain/order/attention.ts';
import type { OrderState } from '../../domain/order/order.ts';
import {
  needsAttention,
  payChannels,
  payDeadline,
  payStatus,
} from '../messages/search-attributes.ts';
import { callSummary, heldBackWords, taskWords } from './task-words.ts';

/** Markdown; the engine's page shows a list as one only after an empty line. */
function listed(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${heading}\n\n${lines.join('\n')}`;
}

/** What an operator reads in the engine's UI: status, attempts, what is due next. Markdown. */
function details(order: OrderState, held: Held, notes: readonly string[]): string {
  const { amount } = order;
  const watch = attention(order);
  const attempts = order.attempts.map((one) => {
    const role = one.role === null ? '' : `, ${one.role}`;
    const kept = one.capturedMinor > 0 ? `, kept ${keptMinor(one)} of ${one.capturedMinor}` : '';
    return `- \`${one.number}\` ${one.channel} ${one.method}: **${one.status}**${role}${kept}`;
  });
  const refunds = order.refunds.map(
    (one) => `- \`${one.number}\` ${one.kind} ${one.amountMinor}: **${one.status}**`,
  );
  const due = agenda(order).map((task) => {
    const what = task.kind === 'clock' ? taskWords(order, task).what : callSummary(order, task);
    const note = isHeldBack(held, task) ? `, **${heldBackWords}**` : '';
    return `- ${rfc3339(task.dueAtMs)} ${what}${note}`;
  });
  return [
    `**${order.status}** ${amount.amountMinor} ${amount.currency} (minor units)`,
    ...notes.map((note) => `**Held:** ${note}`),
    watch.length === 0 ? '' : `**Needs attention:** ${watch.join(', ')}`,
    listed('Attempts', attempts),
    listed('Refunds', refunds),
    due.length === 0 ? 'Nothing is due.' : listed('Due next', due),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The search attributes that are shown otherwise than the order stands now. */
function changedAttributes(order: OrderState, isWanted: boolean): SearchAttributeUpdatePair[] {
  const shown = workflowInfo().typedSearchAttributes;
  const changed: SearchAttributeUpdatePair[] = [];
  if (shown.get(payStatus) === undefined) return changed;
  if (shown.get(payStatus) !== order.status) changed.push({ key: payStatus, value: order.status });
  if (shown.get(needsAttention) !== isWanted) {
    changed.push({ key: needsAttention, value: isWanted });
  }
  // A run that was started without the later ones, by a release before or because they are not
  // registered, never gets them: an unregistered one would fail the workflow task.
  if (shown.get(payDeadline) === undefined) return changed;
  const channels = [...new Set(order.attempts.map((one) => one.channel))].sort();
  if ((shown.get(payChannels) ?? []).join() === channels.join()) return changed;
  return [...changed, { key: payChannels, value: channels.length === 0 ? null : channels }];
}

/**
 * Keeps the engine's pages up to date. Search attributes are written only when they changed (each
 * write is billed), and only those that the run was started with.
 *
 * @param notes what is held, and why
 */
export function showOperator(order: OrderState, held: Held, notes: readonly string[]): void {
  setCurrentDetails(details(order, held, notes));
  const changed = changedAttributes(order, attention(order).length + notes.length > 0);
  if (changed.length > 0) upsertSearchAttributes(changed);
}

/**
 * What an operator reads while the ledger refuses what was decided: the order stands still until
 * the ledger takes it.
 */
export function showHeld(refusal: string): void {
  setCurrentDetails(
    `**Held: the ledger refuses what was decided.** ${refusal}\n\nThis is a mistake of PaidOnce, not of the shop or a channel. No money moves by it: nothing is asked of a channel before its fact is in the ledger. Callbacks wait in the inbox. It is tried again, in the end every half hour, and by each new version; report it with this order's timeline.`,
  );
}
