import { latestMs } from './latest.ts';
import type { Measured, OverloadFigures, Phase } from './figures.ts';

const section = '## Twice the load';
const heading = '### What the last run found';

const oneDigit = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

function ms(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : `${whole.format(value)} ms`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function phaseRow({ release, peakPerS }: Measured, phase: Phase): string {
  const late = new Map(latestMs(phase).map(({ what, ms: of }) => [what, of]));
  return row([
    release,
    `${phase.times}×`,
    oneDigit.format(phase.offeredPerS),
    oneDigit.format(phase.donePerS),
    `${whole.format((100 * phase.donePerS) / peakPerS)} %`,
    oneDigit.format(phase.refusedPerS),
    oneDigit.format(phase.unknownPerS),
    ms(late.get('refused')),
    ms(late.get('callback acknowledged')),
    ms(late.get('order read')),
    ms(late.get('code after a click')),
  ]);
}

function table(figures: OverloadFigures): string {
  const heads = [
    ['release', 'offered', 'a second', 'paid a second', 'of the peak'],
    ['refused a second', 'unknown a second', 'refusal p99'],
    ['callback p99', 'read p99', 'code p99'],
  ].flat();
  return [
    row(heads),
    row(heads.map((_, at) => (at === 0 ? '---' : '--:'))),
    ...figures.releases.flatMap((one) => one.phases.map((phase) => phaseRow(one, phase))),
  ].join('\n');
}

function peaks({ closed, peakPerS, release }: Measured): string {
  const levels = closed.map(
    ({ atOnce, donePerS }) => `${atOnce} at a time ${oneDigit.format(donePerS)}`,
  );
  return `- ${release}: ${oneDigit.format(peakPerS)} orders paid a second at its peak (${levels.join(', ')}).`;
}

function moneyLine({ releases }: OverloadFigures): string {
  const phases = releases.flatMap((one) => one.phases);
  const sum = (of: (phase: Phase) => number): string =>
    whole.format(phases.reduce((total, phase) => total + of(phase), 0));
  return `By the sandbox’s money book ${sum((one) => one.charged)} of these orders were charged, ${sum((one) => one.chargedTwice)} of them twice; ${sum((one) => one.paid)} were paid.`;
}

/** The text under the heading, of the last run. */
function measured(figures: OverloadFigures): string {
  const { commit, commitBefore, cores, date, node } = figures;
  return [
    `Of ${date.slice(0, 10)}, commit ${commit ?? 'unknown'} beside the release before (${commitBefore}), Node ${node}, ${cores} cores, which everything shares: PostgreSQL, the Temporal dev server, the sandbox and the shoppers.`,
    figures.releases.map(peaks).join('\n'),
    '![Shoppers a second that were paid, refused and left without an answer, at one, two and four times the peak](pictures/overload-goodput.svg)',
    table(figures),
    '![p99 of refusals, callbacks, reads and clicks at one, two and four times the peak](pictures/overload-latency.svg)',
    moneyLine(figures),
  ].join('\n\n');
}

/**
 * The page with the figures of this run under their heading; what follows from the next section on
 * stays.
 *
 * @throws Error if the heading is not there
 */
export function withOverload(page: string, figures: OverloadFigures): string {
  const inside = page.indexOf(heading, page.indexOf(section));
  if (inside < 0) throw new Error(`docs/performance.md has no “${section}” with “${heading}”.`);
  const next = page.indexOf('\n## ', inside);
  const rest = next < 0 ? '' : page.slice(next);
  return `${page.slice(0, inside)}${heading}\n\n${measured(figures)}\n${rest}`;
}
