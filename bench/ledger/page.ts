import type { LedgerFigures, Took } from './figures.ts';

const begin = '<!--ledger-->';
const end = '<!--/ledger-->';

const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

function told({ medianMs, p95Ms }: Took): string {
  if (medianMs === null || p95Ms === null) return 'given up after 10 s';
  return `${short.format(medianMs)} (${short.format(p95Ms)})`;
}

function times(before: Took, after: Took): string {
  if (before.medianMs === null || after.medianMs === null) return '–';
  return `${short.format(before.medianMs / after.medianMs)}×`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function table({ operations }: LedgerFigures): string {
  return [
    row(['operation', 'before: median (p95), ms', 'now, ms', 'before ÷ now']),
    '|---|--:|--:|--:|',
    ...operations.map(({ name, before, after }) =>
      row([name, told(before), told(after), times(before, after)]),
    ),
  ].join('\n');
}

function plans({ plans: all }: LedgerFigures): string {
  return [
    row(['what is read', 'before', 'now']),
    '|---|---|---|',
    ...all.map(({ what, before, after }) => row([what, `\`${before}\``, `\`${after}\``])),
  ].join('\n');
}

function megabytes(bytes: number): string {
  return `${whole.format(bytes / 1_000_000)} MB`;
}

function measured(figures: LedgerFigures): string {
  const { commit, commitBefore, cores, date, node, orders, refunds, sizes, paidPerS } = figures;
  return [
    `Of ${date.slice(0, 10)}, commit ${commit ?? 'unknown'} beside the release before (${commitBefore}), Node ${node}, ${cores} cores, PostgreSQL 18 with \`fsync\` off: ${whole.format(orders)} orders with ${whole.format(refunds)} refunds, each release’s own code on a copy of its own, in turn.`,
    '![Median time of each operation, before and now](pictures/ledger-times.svg)',
    table(figures),
    `Orders of one merchant made, offered and paid by eight at once: ${short.format(paidPerS.before)} a second before, ${short.format(paidPerS.after)} now.`,
    `The migrations between the two took ${short.format(figures.migrationS)} s on that ledger. The database holds ${megabytes(sizes.before)} before and ${megabytes(sizes.after)} after them.`,
    plans(figures),
  ].join('\n\n');
}

/**
 * The page with the figures of this run between its marks.
 *
 * @throws Error if the marks are not there
 */
export function withLedger(page: string, figures: LedgerFigures): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no ${begin} and ${end}.`);
  return `${page.slice(0, from)}${begin}\n\n${measured(figures)}\n\n${page.slice(to)}`;
}
