/**
 * Text as both WeChat Pay and Alipay take it: characters of at most three bytes in UTF-8, so no
 * emoji, and no more than `longest` of them. The same input always gives the same text.
 *
 * @see https://pay.weixin.qq.com/docs/merchant/development/interface-rules/basic-rules.html
 */
export function toPlainText(text: string, longest: number): string {
  const plain = Array.from(text).filter((character) => isThreeBytesAtMost(character));
  return plain.slice(0, longest).join('').trim();
}

function isThreeBytesAtMost(character: string): boolean {
  const point = character.codePointAt(0) ?? 0;
  const isLoneSurrogate = point >= 0xd800 && point <= 0xdfff;
  return point <= 0xffff && !isLoneSurrogate;
}
