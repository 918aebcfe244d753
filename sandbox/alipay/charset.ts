/** The charsets a request may name; answers and callbacks come back in the same one. */
export const charsets = ['utf-8', 'gbk'] as const;
export type Charset = (typeof charsets)[number];

/** @returns undefined for a charset the gateway doesn't take */
export function readCharset(name: string): Charset | undefined {
  const plain = name.toLowerCase();
  if (plain === 'gb2312' || plain === 'gb18030') return 'gbk';
  return charsets.find((one) => one === plain || one.replace('-', '') === plain);
}

/** GBK's two-byte half, read backwards out of the decoder Node has: it has no encoder. */
function readGbkTable(): ReadonlyMap<string, Buffer> {
  const decoder = new TextDecoder('gbk', { fatal: true });
  const table = new Map<string, Buffer>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue;
      const bytes = Buffer.of(lead, trail);
      try {
        const character = decoder.decode(bytes);
        if (!table.has(character)) table.set(character, bytes);
      } catch {
        // A pair that GBK leaves free.
      }
    }
  }
  return table;
}

const gbk = { table: undefined as ReadonlyMap<string, Buffer> | undefined };

function encodeGbk(text: string): Buffer {
  gbk.table ??= readGbkTable();
  const { table } = gbk;
  const parts = Array.from(text, (character) =>
    character < '\u0080' ? Buffer.from(character) : (table.get(character) ?? Buffer.from('?')),
  );
  return Buffer.concat(parts);
}

/** The text's bytes; what the charset doesn't have becomes `?`, as at Alipay. */
export function encodeText(text: string, charset: Charset): Buffer {
  return charset === 'utf-8' ? Buffer.from(text, 'utf8') : encodeGbk(text);
}

/** The text of these bytes. */
export function decodeText(bytes: Buffer, charset: Charset): string {
  return new TextDecoder(charset).decode(bytes);
}
