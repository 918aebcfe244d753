import { channels, channelFaults } from './channel-faults.ts';
import type { Evidence, OrderEvidence } from './evidence.ts';
import type { Violation } from './judge/violation.ts';
import { components, type ProcessFault, processFaultKinds } from './process-faults.ts';
import { countFaults } from './schedule.ts';
import { storyKinds } from './stories.ts';

/** A table for people; each column is as wide as it needs. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const text = rows.map((row) => row.map(String));
  const widths = (text[0] ?? []).map((_, at) =>
    Math.max(...text.map((row) => (row[at] ?? '').length)),
  );
  return text
    .map((row) =>
      row
        .map((cell, at) =>
          at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}

export type FaultRow = Readonly<{ component: string }> & Readonly<Record<string, number | string>>;

/** How often each fault struck each component. */
export function processRows(hit: readonly ProcessFault[]): FaultRow[] {
  const counts = countFaults(hit);
  return components.map((component) => ({
    component,
    ...Object.fromEntries(
      processFaultKinds.map((kind) => {
        const count = counts[component]?.[kind] ?? 0;
        // The engine, the database and the sandbox have no fault points of ours.
        const isSenseless = kind === 'kill_at' && component !== 'api' && component !== 'worker';
        return [kind, isSenseless ? '–' : count];
      }),
    ),
  }));
}

/** How many kills there were at each fault point of the source. */
export function pointRows(
  hit: readonly ProcessFault[],
): Readonly<{ point: string; kills: number }>[] {
  const points = hit.flatMap((one) => (one.kind === 'kill_at' ? [one.point] : []));
  return [...new Set(points)].sort().map((point) => ({
    point,
    kills: points.filter((one) => one === point).length,
  }));
}

/** How often channel faults struck, by kind and operation, with a column for each channel. */
export function channelRows(struck: readonly string[]): Readonly<{
  operation: string;
  kind: string;
  wechat: number | string;
  alipay: number | string;
}>[] {
  const names = [...new Set(channelFaults.map((one) => `${one.operation} ${one.kind}`))];
  return names.map((name) => {
    const [operation = '', kind = ''] = name.split(' ');
    const count = (channel: string): number | string => {
      const exists = channelFaults.some(
        (one) => one.channel === channel && one.operation === operation && one.kind === kind,
      );
      return exists ? struck.filter((one) => one === `${channel} ${name}`).length : '–';
    };
    return { operation, kind, wechat: count('wechat'), alipay: count('alipay') };
  });
}

/**
 * Process faults (component × fault) and channel faults (channel × operation × kind) that never
 * struck.
 */
export function missedCells(hit: readonly ProcessFault[], struck: readonly string[]): string[] {
  const ofProcesses = processRows(hit).flatMap((row) =>
    processFaultKinds.filter((kind) => row[kind] === 0).map((kind) => `${row.component} ${kind}`),
  );
  const ofChannels = channelRows(struck).flatMap((row) =>
    channels
      .filter((channel) => row[channel] === 0)
      .map((channel) => `${channel} ${row.operation} ${row.kind}`),
  );
  return [...ofProcesses, ...ofChannels];
}

/** Orders by what their people did, and how they ended. */
export function storyRows(evidence: Evidence): Readonly<{
  story: string;
  orders: number;
  paid: number;
  closed: number;
  charged_twice: number;
}>[] {
  return storyKinds.map((story) => {
    const mine = evidence.orders.filter((one) => one.story.kind === story);
    const ended = (status: string): number =>
      mine.filter((one) => one.ledger?.status === status).length;
    const charges = (one: OrderEvidence): number =>
      one.book.reduce((total, payment) => total + payment.charges, 0);
    return {
      story,
      orders: mine.length,
      paid: ended('paid'),
      closed: ended('closed'),
      charged_twice: mine.filter((one) => charges(one) > 1).length,
    };
  });
}

/**
 * What was left to a person. It counts as quiescent, so it is listed, lest its number hides a
 * failure.
 */
export function parkedOf({
  orders,
}: Evidence): Readonly<{ attempts: string[]; refunds: string[] }> {
  const waits = ['manual', 'awaiting_approval'];
  return {
    attempts: orders.flatMap(({ id, ledger }) =>
      (ledger?.attempts ?? []).filter((one) => one.isParked).map(({ number }) => `${id} ${number}`),
    ),
    refunds: orders.flatMap(({ id, ledger }) =>
      (ledger?.refunds ?? [])
        .filter((one) => waits.includes(one.status) || one.isOverdue)
        .map(({ number, kind, status }) => `${id} ${number} (${kind}, ${status})`),
    ),
  };
}

/** Fields of facts that are not printed. */
const untold = new Set(['type', 'atMs', 'traits', 'policy', 'request']);

function presentTimeline({ ledger }: OrderEvidence): string[] {
  const startMs = ledger?.facts[0]?.appendedAtMs ?? 0;
  return (ledger?.facts ?? []).map(({ seq, appendedAtMs, fact }) => {
    const at = ((appendedAtMs - startMs) / 1_000).toFixed(3).padStart(9);
    const told = Object.fromEntries(Object.entries(fact).filter(([name]) => !untold.has(name)));
    return `    ${at} s  ${String(seq).padStart(3)} ${fact.type} ${JSON.stringify(told)}`;
  });
}

/** A violation with everything that is needed to find its cause. */
export function presentViolation(violation: Violation, evidence: Evidence): string {
  const order = evidence.orders.find(({ id }) => id === violation.order);
  const head = `${violation.invariant}: order ${violation.order}: ${violation.what}`;
  if (order === undefined) return head;
  return [
    head,
    `  story: ${JSON.stringify(order.story)}`,
    ...order.book.map((one) => `  book: ${JSON.stringify(one)}`),
    `  ledger: ${order.ledger?.status ?? 'none'}, winner ${order.ledger?.winner ?? 'none'}`,
    ...(order.ledger?.refunds ?? []).map((one) => `  refund: ${JSON.stringify(one)}`),
    '  timeline:',
    ...presentTimeline(order),
  ].join('\n');
}
