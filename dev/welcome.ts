import type { Stack } from './stack.ts';

/** Where to buy something, the table of addresses and the first calls, for a person. */
export function welcomeText(stack: Stack, dataFolder: string, readyMs: number): string {
  const { addresses, keys } = stack;
  const buy =
    addresses.shop === null
      ? ''
      : `\nBuy something: ${addresses.shop}\nPay, then try to pay twice: the order’s page says how.\n`;
  const rows = [
    ['demo shop', addresses.shop ?? '(off)'],
    ['API', addresses.api],
    ['its documentation', `${addresses.api}/docs`],
    ['sandbox (channels)', addresses.sandbox],
    ['Temporal', addresses.temporal],
    ['Temporal UI', addresses.temporalUi ?? '(your own)'],
    ['PostgreSQL', addresses.database.replace(/:[^:@/]*@/, ':…@')],
    ['API key (demo)', keys.apiKey],
    ['API key (other)', keys.otherApiKey],
    ['operations key', keys.opsKey],
    ['data and logs', dataFolder],
  ] as const;
  const width = Math.max(...rows.map(([name]) => name.length));
  const table = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join('\n');
  return `${buy}
PaidOnce is ready after ${(readyMs / 1_000).toFixed(1)} s.

${table}

By hand: make an order and pay it by WeChat:

  export KEY='${keys.apiKey}' API='${addresses.api}' ORDER="A-$(date +%s)"
  curl -s $API/v1/orders -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\
    -d "{\\"id\\":\\"$ORDER\\",\\"amount\\":{\\"currency\\":\\"CNY\\",\\"value\\":1999},\\"description\\":\\"Two tickets\\",\\"expires_in\\":900}"
  curl -s $API/v1/orders/$ORDER/attempts -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\
    -H "Idempotency-Key: $ORDER-1" -d '{"channel":"wechat","method":"qr"}'

Then be the shopper: open ${addresses.sandbox}/phone/wechat/NUMBER with the "id" of that
attempt and tap Pay. This shows the order paid:

  curl -s $API/v1/orders/$ORDER -H "Authorization: Bearer $KEY"

Ctrl-C ends all; the state stays for the next start.
`;
}
