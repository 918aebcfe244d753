import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { figureNames, figuresFolder, type FigureName } from './write-figures.ts';

const record = z.record(z.string(), z.unknown());
const counts = z.record(z.string(), z.union([z.number(), z.string()]));

type Value = string | number | boolean;
type Row = Readonly<Record<string, unknown>>;

/** One command's figures as written; fields of an object inside are named like `full.orders`. */
export type ReadFigures = Readonly<{
  name: FigureName;
  values: ReadonlyMap<string, Value>;
  tables: ReadonlyMap<string, readonly Row[]>;
}>;

function isValue(value: unknown): value is Value {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function flatten(
  object: Readonly<Record<string, unknown>>,
  prefix: string,
  values: Map<string, Value>,
  tables: Map<string, readonly Row[]>,
): void {
  for (const [key, value] of Object.entries(object)) {
    const name = `${prefix}${key}`;
    const rows = z.array(record).safeParse(value);
    const words = z.array(z.string()).safeParse(value);
    const counted = counts.safeParse(value);
    if (isValue(value)) values.set(name, value);
    else if (rows.success) tables.set(name, rows.data);
    else if (words.success) values.set(name, words.data.join(', '));
    else if (counted.success) {
      tables.set(
        name,
        Object.entries(counted.data).map(([what, count]) => ({ [key]: what, count })),
      );
    } else if (record.safeParse(value).success) {
      flatten(record.parse(value), `${name}.`, values, tables);
    }
  }
}

function readOne(name: FigureName, text: string): ReadFigures {
  const values = new Map<string, Value>();
  const tables = new Map<string, readonly Row[]>();
  flatten(record.parse(JSON.parse(text)), '', values, tables);
  return { name, values, tables };
}

/** The figures of every command that has run. @throws ZodError if a file holds no figures */
export function readFigures(): readonly ReadFigures[] {
  return figureNames.flatMap((name) => {
    const path = join(figuresFolder, `${name}.json`);
    return existsSync(path) ? [readOne(name, readFileSync(path, 'utf8'))] : [];
  });
}
