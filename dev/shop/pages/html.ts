/** Markup that is safe to send: text in it was escaped. */
export type Html = Readonly<{ html: string }>;

type Part = string | number | Html | null | readonly Html[];

const names: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function textOf(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return part.replace(/[&<>"']/g, (one) => names[one] ?? one);
  return 'html' in part ? part.html : part.map((one) => one.html).join('');
}

/** Puts markup together: strings are escaped, also in attributes, which are to be in quotes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const [first = '', ...rest] = strings;
  return { html: first + rest.map((text, place) => textOf(parts[place] ?? null) + text).join('') };
}
