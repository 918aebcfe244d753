import { encodeText, type Charset } from './charset.ts';

/** The fields of a form, each value as the bytes that were meant. */
export type FormBytes = ReadonlyMap<string, Buffer>;

const percent = 0x25;
const plus = 0x2b;
const space = 0x20;

function percentDecoded(raw: Buffer): Buffer {
  const out: number[] = [];
  for (let at = 0; at < raw.length; at += 1) {
    const byte = raw.readUInt8(at);
    const hex = raw.subarray(at + 1, at + 3).toString('latin1');
    if (byte === percent && /^[0-9a-fA-F]{2}$/.test(hex)) {
      out.push(Number.parseInt(hex, 16));
      at += 2;
    } else out.push(byte === plus ? space : byte);
  }
  return Buffer.from(out);
}

/** Reads `application/x-www-form-urlencoded` without deciding on a charset. */
export function readForm(text: Buffer): FormBytes {
  const pairs = text
    .toString('latin1')
    .split('&')
    .filter((pair) => pair !== '');
  return new Map(
    pairs.map((pair) => {
      const [name = ''] = pair.split('=', 1);
      const value = Buffer.from(pair.slice(name.length + 1), 'latin1');
      return [percentDecoded(Buffer.from(name, 'latin1')).toString('utf8'), percentDecoded(value)];
    }),
  );
}

function percentEncoded(bytes: Buffer): string {
  return Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    if (/[0-9A-Za-z*\-._]/.test(character)) return character;
    if (byte === space) return '+';
    return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

/** Writes a form in a charset. */
export function writeForm(fields: Readonly<Record<string, string>>, charset: Charset): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${percentEncoded(encodeText(value, charset))}`)
    .join('&');
}
