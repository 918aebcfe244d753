import type { FormField } from './form-body.ts';

const plainName = /^[A-Za-z0-9_]+$/;

/**
 * Whether these fields may be another cut of a text that Alipay signed as other fields.
 *
 * The text is `name=value&…`, sorted and unescaped, so whoever can write into one value of a true
 * notification (a body, a subject) can write whole fields into it, and cut the text anew:
 * - At every `&`. Then the fields that Alipay wrote are still there under their own names, and
 *   one written in beside them has its name twice, which `readForm` refuses. What Alipay left out
 *   may be added, but only to the trade of whoever wrote the text: ours hold no `&` (create.ts).
 * - Not at every `&`. Then a value holds `&name=`, or a name holds `&` or `=`: told here.
 * `sign` and `sign_type` are not in the text and can hide none of it; empty values are. GBK's
 * second bytes are never `&` or `=`. A true value with `&…=` costs no more than a query.
 */
export function isResplit(fields: readonly FormField[]): boolean {
  return fields.some(({ name, value }) => !plainName.test(name) || holdsField(value));
}

function holdsField(value: Buffer): boolean {
  const from = value.indexOf('&');
  return from >= 0 && value.includes('=', from);
}
