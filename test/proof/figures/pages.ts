import type { ReadFigures } from './read-figures.ts';

const count = new Intl.NumberFormat('en');

function shown(value: unknown): string {
  if (typeof value === 'number') return count.format(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return (typeof value === 'string' ? value : JSON.stringify(value ?? ''))
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ');
}

/** `quietWithinMs` and `quiet_within_ms` for people. */
function title(key: string): string {
  return key
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}

function table(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const columns = [...new Set(rows.flatMap((one) => Object.keys(one)))];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const head = [line(columns.map(title)), line(columns.map(() => '---'))];
  return [...head, ...rows.map((one) => line(columns.map((key) => shown(one[key] ?? ''))))].join(
    '\n',
  );
}

function section({ name, values, tables }: ReadFigures): string {
  const { command, date, ...rest } = Object.fromEntries(values);
  const facts = Object.entries(rest).map(([key, value]) => `- ${title(key)}: ${shown(value)}`);
  const parts = [...tables].flatMap(([key, rows]) =>
    rows.length === 0 ? [] : [`### ${title(key)}`, table(rows)],
  );
  const ran = `\`${String(command)}\`, ended ${String(date)}.`;
  return [`## ${name}`, ran, facts.join('\n'), ...parts].join('\n\n');
}

const head = `# Figures

Written by the proof commands themselves (\`npm run proof\`), never by hand. What they mean: [guarantees.md](guarantees.md).`;

/** The text of docs/figures.md: everything that the last runs found, row by row. */
export function figuresPage(all: readonly ReadFigures[]): string {
  return `${[head, ...all.map(section)].join('\n\n')}\n`;
}

const place = /<!--f (\w+)\.([\w.]+)-->.*?<!--\/f-->/g;

/**
 * A page with the figures of the last runs in their places, `<!--f chaos.orders-->300<!--/f-->`.
 *
 * @throws if a place names a figure that no run wrote
 */
export function withFigures(page: string, all: readonly ReadFigures[]): string {
  return page.replace(place, (_whole, name: string, key: string) => {
    const value = all.find((one) => one.name === name)?.values.get(key);
    if (value === undefined) throw new Error(`The page asks for ${name}.${key}; no run wrote it.`);
    const text = key === 'date' ? String(value).slice(0, 10) : shown(value);
    return `<!--f ${name}.${key}-->${text}<!--/f-->`;
  });
}
