import { htmlText } from './html-text.ts';

/** HTML that may stand in a page as it is. */
export type Html = Readonly<{ html: string }>;

type Value = string | number | Html | readonly Html[] | null;

function textOf(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return htmlText(value);
  return 'html' in value ? value.html : value.map((one) => one.html).join('');
}

/** A template whose values are shown as text, between tags and in attributes alike, unless they are HTML. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  const [first = '', ...rest] = parts;
  return { html: rest.reduce((all, part, at) => all + textOf(values[at] ?? null) + part, first) };
}
