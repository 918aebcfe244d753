import type { AlipayCharset } from './settings.ts';

/** The parts of an answer, not verified yet: the bytes that were signed, and by whom. */
export type SignedAnswer = Readonly<{
  /** The response node exactly as it came. */
  node: Buffer;
  sign: Buffer | null;
  certificateNumber: Buffer | null;
}>;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;

/**
 * Cuts the response node out of the body byte by byte. The signature covers the bytes as they
 * came, so the node is parsed only after they are verified.
 *
 * @param charset of the body: GBK's second bytes may look like backslashes and braces
 * @returns null where the body is not one JSON object that holds the node
 */
export function takeApart(
  body: Buffer,
  nodeName: string,
  charset: AlipayCharset,
): SignedAnswer | null {
  const members = membersOf(body, charset);
  const node = members?.get(nodeName) ?? members?.get('error_response');
  if (members === null || node === undefined) return null;
  return {
    node,
    sign: textOf(members.get('sign')),
    certificateNumber: textOf(members.get('alipay_cert_sn')),
  };
}

// Signatures and certificate numbers are plain ASCII; `/` may come escaped.
function textOf(raw: Buffer | undefined): Buffer | null {
  if (raw?.[0] !== quote) return null;
  return Buffer.from(raw.subarray(1, -1).toString('latin1').replaceAll('\\/', '/'), 'latin1');
}

/** The members of the outermost object, by name, each value as its own bytes. */
function membersOf(body: Buffer, charset: AlipayCharset): Map<string, Buffer> | null {
  const members = new Map<string, Buffer>();
  let at = skipSpace(body, 0);
  if (body[at] !== 0x7b) return null;
  do {
    const nameAt = skipSpace(body, at + 1);
    const nameEnd = valueEnd(body, nameAt, charset);
    const colonAt = skipSpace(body, nameEnd);
    if (body[nameAt] !== quote || body[colonAt] !== colon) return null;
    const valueAt = skipSpace(body, colonAt + 1);
    const end = valueEnd(body, valueAt, charset);
    const name = body.subarray(nameAt + 1, nameEnd - 1).toString('latin1');
    // Of two members of one name, one could be signed and the other read.
    if (end <= valueAt || members.has(name)) return null;
    members.set(name, body.subarray(valueAt, end));
    at = skipSpace(body, end);
  } while (body[at] === comma);
  return body[at] === 0x7d && skipSpace(body, at + 1) === body.length ? members : null;
}

function skipSpace(body: Buffer, from: number): number {
  let at = from;
  while (body[at] === 0x20 || body[at] === 0x09 || body[at] === 0x0a || body[at] === 0x0d) at += 1;
  return at;
}

/** The offset at which the value that begins at `from` ends. */
function valueEnd(body: Buffer, from: number, charset: AlipayCharset): number {
  let depth = 0;
  let inText = false;
  let at = from;
  for (; at < body.length; at += width(body, at, charset)) {
    const byte = body[at];
    if (inText) {
      if (byte === backslash) at += 1;
      else if (byte === quote) inText = false;
      else continue;
      if (!inText && depth === 0) return at + 1;
    } else if (byte === quote) inText = true;
    else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && (byte === comma || byte === colon)) return at;
  }
  return at;
}

function width(body: Buffer, at: number, charset: AlipayCharset): number {
  const byte = body[at] ?? 0;
  return charset === 'gbk' && byte >= 0x81 && byte <= 0xfe ? 2 : 1;
}
