/** Fen as Alipay writes amounts: yuan with two decimals. */
export function yuan(fen: number): string {
  const digits = fen.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/**
 * Reads yuan with at most two decimals.
 *
 * @returns fen, undefined when it is no such amount
 */
export function readYuan(text: string): number | undefined {
  const parts = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text);
  if (parts === null) return undefined;
  return Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'));
}
