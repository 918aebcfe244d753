/** An amount as a shopper reads it: `¥19.99`. @param fen whole minor units of CNY */
export function yuan(fen: number): string {
  return `¥${(fen / 100).toFixed(2)}`;
}
