import type { FormField } from './form-body.ts';

const plainName = /^[A-Za-z0-9_]+$/;

/**
 * Whether these fields may be another cut of a text that Alipay signed as other fields.
 *
 * The text is `name=value&…`, sorted and unescaped. So whoever can write into one value of a
 * genuine notification (a body, a subject) can write whole fields into it, and cut the text anew:
 * - At every `&`. Then the fields that Alipay wrote are still there under their own names. If one
 *   of them was written in again, its name comes twice, which `readForm` refuses. A field that
 *   Alipay left out can be added, but only to the attacker's own trade: ours hold no `&`
 *   (create.ts).
 * - Not at every `&`. Then a value holds `&name=`, or a name holds `&` or `=`: this is found here.
 * `sign` and `sign_type` are not in the text and can hide none of it; empty values are in it. GBK's
 * second bytes are never `&` or `=`. A genuine value with `&…=` costs no more than a query.
 */
export function isResplit(fields: readonly FormField[]): boolean {
  return fields.some(({ name, value }) => !plainName.test(name) || holdsField(value));
}

function holdsField(value: Buffer): boolean {
  const from = value.indexOf('&');
  return from >= 0 && value.includes('=', from);
}
