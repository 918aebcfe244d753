import * as vega from 'vega';
import * as vegaLite from 'vega-lite';
import { latestMs, slowest } from './latest.ts';
import type { Measured, Phase } from './figures.ts';

type Row = Readonly<Record<string, string | number>>;

const look = {
  background: 'white',
  font: 'sans-serif',
  view: { stroke: null },
  axis: { gridColor: '#e8e8e8', labelFontSize: 12, titleFontSize: 12 },
  legend: { labelFontSize: 12, titleFontSize: 12, labelLimit: 400 },
  header: { labelFontSize: 13, titleFontSize: 0 },
};

async function svgOf(spec: object): Promise<string> {
  const { spec: compiled } = vegaLite.compile(spec as vegaLite.TopLevelSpec);
  const svg = await new vega.View(vega.parse(compiled), { renderer: 'none' }).toSVG();
  return `${svg}\n`;
}

function ofEach(
  releases: readonly Measured[],
  rows: (phase: Phase) => readonly Row[],
): readonly Row[] {
  return releases.flatMap(({ release, phases }) =>
    phases.flatMap((phase) =>
      rows(phase).map((row) => ({ release, offered: `${phase.times}×`, ...row })),
    ),
  );
}

/** Each release's panel has what was offered from left to right. */
const offeredAxis = {
  field: 'offered',
  type: 'nominal',
  title: 'offered, of the peak',
  axis: { labelAngle: 0 },
} as const;

/** What became of the shoppers who came in a second, by release and offered load. */
export function goodputPlot(releases: readonly Measured[]): Promise<string> {
  const ends = ['paid', 'refused, nothing done', 'unknown to the shopper'];
  const values = ofEach(releases, (phase) => [
    { end: ends[0] ?? '', at: 0, perS: phase.donePerS },
    { end: ends[1] ?? '', at: 1, perS: phase.refusedPerS },
    { end: ends[2] ?? '', at: 2, perS: phase.unknownPerS },
  ]);
  return svgOf({
    data: { values },
    config: look,
    mark: 'bar',
    width: 220,
    height: 260,
    encoding: {
      column: { field: 'release', type: 'nominal', sort: releases.map(({ release }) => release) },
      x: offeredAxis,
      y: { field: 'perS', type: 'quantitative', title: 'shoppers a second' },
      color: {
        field: 'end',
        type: 'nominal',
        title: null,
        scale: { domain: ends, range: ['#2a7f62', '#c9c9c9', '#c8553d'] },
      },
      order: { field: 'at' },
    },
  });
}

/** How long everything took at its slowest (p99), by release and offered load. */
export function latencyPlot(releases: readonly Measured[]): Promise<string> {
  const values = ofEach(releases, (phase) => latestMs(phase));
  return svgOf({
    data: { values },
    config: look,
    mark: { type: 'line', point: { size: 60 } },
    width: 220,
    height: 260,
    encoding: {
      column: { field: 'release', type: 'nominal', sort: releases.map(({ release }) => release) },
      x: offeredAxis,
      y: {
        field: 'ms',
        type: 'quantitative',
        title: 'p99, ms',
        scale: { type: 'log', domainMin: 1, domainMax: slowest },
      },
      color: { field: 'what', type: 'nominal', title: null },
    },
  });
}
