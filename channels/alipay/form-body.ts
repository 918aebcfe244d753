const ampersand = 0x26;
const equals = 0x3d;
const percent = 0x25;
const plus = 0x2b;

/** One field of a form; name and value are decoded once. The value's bytes are of any charset. */
export type FormField = Readonly<{ name: string; value: Buffer }>;

/** Alipay's notifications have about thirty. */
const mostFields = 100;

/**
 * The fields of a form as they came; nothing is copied or decoded.
 *
 * @returns null where there are more than in any of Alipay's: to decode, sort and copy sixteen
 *   thousand takes longer than all the rest of a callback
 */
export function splitForm(body: Buffer): readonly Buffer[] | null {
  const parts: Buffer[] = [];
  let from = 0;
  for (let fields = 1; ; fields += 1) {
    if (fields > mostFields) return null;
    const end = body.indexOf(ampersand, from);
    const to = end < 0 ? body.length : end;
    if (to > from) parts.push(body.subarray(from, to));
    if (end < 0) return parts;
    from = end + 1;
  }
}

/** A field's value as it came, escapes and all; null where no field's name came so, unescaped. */
export function rawValue(parts: readonly Buffer[], name: string): Buffer | null {
  const start = Buffer.from(`${name}=`);
  const part = parts.find((one) => one.subarray(0, start.length).equals(start));
  return part?.subarray(start.length) ?? null;
}

/**
 * Reads `application/x-www-form-urlencoded` to bytes: Alipay signs GBK bytes in a GBK
 * callback, and a `%` in a value must survive exactly one decoding.
 *
 * @returns null where a name comes twice or an escape is broken
 */
export function readForm(parts: readonly Buffer[]): readonly FormField[] | null {
  const fields: FormField[] = [];
  const names = new Set<string>();
  for (const part of parts) {
    const at = part.indexOf(equals);
    const name = decodeValue(at < 0 ? part : part.subarray(0, at))?.toString('latin1');
    const value = decodeValue(at < 0 ? Buffer.alloc(0) : part.subarray(at + 1));
    if (name === undefined || value === null || names.has(name)) return null;
    names.add(name);
    fields.push({ name, value });
  }
  return fields;
}

const notHex = 16;
// By its byte, what a hexadecimal digit is worth. A body of 64 KiB may hold 21,000 escapes.
const hexDigits = Uint8Array.from({ length: 256 }, (_, byte) => {
  const worth = Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(worth) ? notHex : worth;
});

function digitAt(part: Buffer, at: number): number {
  return hexDigits[part[at] ?? 0] ?? notHex;
}

/** Undoes the escapes of a name or value; null where one is broken. */
export function decodeValue(part: Buffer): Buffer | null {
  const bytes = Buffer.allocUnsafe(part.length);
  let length = 0;
  for (let at = 0; at < part.length; at += 1) {
    const byte = part[at] ?? 0;
    if (byte === plus) bytes[length] = 0x20;
    else if (byte !== percent) bytes[length] = byte;
    else {
      const high = digitAt(part, at + 1);
      const low = digitAt(part, at + 2);
      if (high === notHex || low === notHex) return null;
      bytes[length] = high * 16 + low;
      at += 2;
    }
    length += 1;
  }
  return bytes.subarray(0, length);
}
