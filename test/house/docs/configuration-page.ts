import { z } from 'zod';
import { environmentSchema, fileSchema } from '../../../config/configuration.ts';
import { connectionFields } from '../../../config/load-settings.ts';
import { defaultPolicy } from '../../../domain/order/policy.ts';
import { settingWords } from './setting-words.ts';

/** The page that lists every setting, inside of the repository. */
export const configurationPage = 'docs/configuration.md';

/** What is read of a JSON Schema. */
const nodeSchema = z.looseObject({
  type: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  required: z.array(z.string()).optional(),
});
type Node = z.output<typeof nodeSchema>;

/** A line of the page. */
export type Setting = Readonly<{
  path: string;
  words: string | null;
  values: string;
  /** Null: it must be set. */
  otherwise: string | null;
}>;

const units = [
  ['day', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** 1800000 as “30 min”. */
function duration(ms: number): string {
  const [unit, size] = units.find(([, one]) => ms >= one && ms % one === 0) ?? ['ms', 1];
  const count = ms / size;
  return `${count} ${unit === 'day' && count !== 1 ? 'days' : unit}`;
}

function written(value: unknown, path: string): string {
  if (value === null || value === undefined) return 'none';
  if (Array.isArray(value)) return value.map((one) => written(one, path)).join(', ');
  if (typeof value === 'number' && path.endsWith('_ms') && value >= 1_000) {
    return `${value} (${duration(value)})`;
  }
  if (value === '') return 'none';
  return typeof value === 'string' ? `\`${value}\`` : JSON.stringify(value);
}

function bounds({ minimum, maximum }: Node, path: string): string {
  const word = (bound: number): string =>
    path.endsWith('_ms') && bound > 1_000 ? `${bound} (${duration(bound)})` : String(bound);
  const least = minimum === undefined || minimum < -1e15 ? null : word(minimum);
  const most = maximum === undefined || maximum > 1e15 ? null : word(maximum);
  if (least === null && most === null) return '';
  if (most === null) return `, ${least} or more`;
  return least === null ? `, at most ${most}` : `, ${least} to ${most}`;
}

/** What may be written, in words. */
function valuesOf(node: Node, path: string): string {
  if (node.anyOf !== undefined) {
    return [...new Set(node.anyOf.map((one) => valuesOf(nodeSchema.parse(one), path)))].join(
      ', or ',
    );
  }
  if (node.const !== undefined) return written(node.const, '');
  if (node.enum !== undefined) return node.enum.map((one) => written(one, '')).join(' or ');
  switch (node.type) {
    case 'integer':
      return `whole number${bounds(node, path)}`;
    case 'number':
      return `number${bounds(node, path)}`;
    case 'array':
      return `list of: ${valuesOf(nodeSchema.parse(node.items), path)}`;
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'string':
      return node.format?.startsWith('cidr') === true ? 'network' : 'text';
    default:
      return 'a secret by reference';
  }
}

/** Defaults of the rules stand in the rules. */
const rules: Readonly<Record<string, unknown>> = defaultPolicy;

function ruleOf(path: string): unknown {
  const [section, name = ''] = path.split('.');
  if (section !== 'policy') return undefined;
  return rules[name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())];
}

function leaf(path: string, node: Node, isRequired: boolean): Setting {
  const rule = ruleOf(path);
  const otherwise = rule ?? node.default;
  return {
    path,
    words: node.description ?? settingWords[path] ?? null,
    values: valuesOf(node, path),
    otherwise: isRequired ? null : written(otherwise, path),
  };
}

function settingsIn(path: string, given: unknown, isRequired: boolean): readonly Setting[] {
  const node = nodeSchema.parse(given);
  const inner = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const open = nodeSchema.safeParse(node.additionalProperties);
  const named = Object.entries(node.properties ?? {}).flatMap(([name, one]) =>
    settingsIn(inner(name), one, node.required?.includes(name) === true),
  );
  const others =
    open.success && open.data.type === 'object' ? settingsIn(inner('NAME'), open.data, false) : [];
  if (named.length + others.length === 0) return [leaf(path, node, isRequired)];
  const words = settingWords[path];
  const own = words === undefined ? [] : [{ path, words, values: 'object', otherwise: 'none' }];
  return [...own, ...named, ...others];
}

function settingsOf(schema: z.ZodType): readonly Setting[] {
  const text = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return settingsIn('', text, true);
}

/** Settings of the configuration file, in its order. */
export function fileSettings(): readonly Setting[] {
  // Its schema takes what older files named, and so tells a program of no field.
  const pools = settingsOf(z.strictObject({ connections: z.strictObject(connectionFields) }));
  return settingsOf(fileSchema).flatMap((one) => (one.path === 'connections' ? pools : [one]));
}

/** Settings of the environment. */
export function environmentSettings(): readonly Setting[] {
  return settingsOf(environmentSchema);
}

function table(settings: readonly Setting[]): string {
  const rows = settings.map(
    ({ path, words, values, otherwise }) =>
      `| \`${path}\` | ${words ?? ''} | ${values} | ${otherwise ?? '**required**'} |`,
  );
  return ['| setting | for | values | default |', '|---|---|---|---|', ...rows].join('\n');
}

const sections: Readonly<Record<string, string>> = {
  '': 'The installation',
  policy: 'Rules',
  privacy: 'Privacy',
  channels: 'Channels',
  connections: 'Connections to PostgreSQL',
  admission: 'What is asked of the engine',
  limits: 'Limits of callers',
  notices: 'Notices',
};

function sectionOf({ path }: Setting): string {
  const [first = '', ...rest] = path.split('.');
  return rest.length === 0 ? '' : first;
}

/** The whole page. */
export function configurationText(): string {
  const all = fileSettings();
  const names = [...new Set(all.map(sectionOf))].sort(
    (a, b) => Number(b === '') - Number(a === ''),
  );
  const parts = names.map((name) => {
    const rows = table(all.filter((one) => sectionOf(one) === name));
    return `### ${sections[name] ?? name}\n\n${rows}\n`;
  });
  return `# Configuration

Every setting, made of the schemas in \`config/\` by \`npm run contract\`: don’t change this page by hand. What they mean in operation is in [operating](operating.md#settings).

They are read and checked once, at the start: a wrong one stops it, and every wrong one is named. A setting that is not here is refused. Times that end in \`_ms\` are milliseconds. A secret is written by reference, never as itself: \`{"file": "/run/secrets/name"}\`, \`{"env": "NAME"}\`, or, outside production, \`{"value": "…"}\`.

## The configuration file

JSON; \`PAIDONCE_CONFIG\` names it. \`npm start\` writes one for the sandbox.

${parts.join('\n')}
## The environment

Of API and worker. Others, of \`npm start\`, \`migrate\` and Temporal, are in [operating](operating.md#settings).

${table(environmentSettings())}
`;
}
