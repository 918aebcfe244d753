import * as vega from 'vega';
import * as vegaLite from 'vega-lite';
import type { LedgerFigures } from './figures.ts';

/** What was given up stands at the end of the scale, ms. */
const slowest = 10_000;

/** The median of each operation before and now, on a logarithmic scale; SVG. */
export async function timesPlot({ operations }: LedgerFigures): Promise<string> {
  const values = operations.flatMap(({ name, before, after }) => [
    { name, release: 'the release before', ms: before.medianMs ?? slowest },
    { name, release: 'this version', ms: after.medianMs ?? slowest },
  ]);
  const spec = {
    data: { values },
    config: {
      background: 'white',
      font: 'sans-serif',
      view: { stroke: null },
      axis: { gridColor: '#e8e8e8', labelFontSize: 12, titleFontSize: 12, labelLimit: 320 },
      legend: { labelFontSize: 12, orient: 'top', labelLimit: 400 },
    },
    width: 520,
    height: { step: 26 },
    encoding: {
      y: {
        field: 'name',
        type: 'nominal',
        title: null,
        axis: { labelLimit: 400 },
        sort: operations.map(({ name }) => name),
      },
      x: { field: 'ms', type: 'quantitative', title: 'median, ms', scale: { type: 'log' } },
    },
    layer: [
      { mark: { type: 'line', color: '#c9c9c9' }, encoding: { detail: { field: 'name' } } },
      {
        mark: { type: 'point', filled: true, size: 90, opacity: 1 },
        encoding: {
          color: {
            field: 'release',
            type: 'nominal',
            title: null,
            scale: {
              domain: ['the release before', 'this version'],
              range: ['#c8553d', '#2a7f62'],
            },
          },
        },
      },
    ],
  };
  const { spec: compiled } = vegaLite.compile(spec as vegaLite.TopLevelSpec);
  const svg = await new vega.View(vega.parse(compiled), { renderer: 'none' }).toSVG();
  return `${svg}\n`;
}
