import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type {
  CallbackReading,
  Channel,
  ChannelAccount,
  RawCallback,
} from '../../../channels/channel.ts';
import { paperTraits } from '../../../domain/testing/channel-kinds.ts';

/** The secret of every account of the paper channel. */
const secret = 'paper-secret';

const notice = z.object({
  id: z.string(),
  signed_at_ms: z.number(),
  number: z.string(),
  kind: z.enum(['payment', 'other']),
});

/** A callback of the paper channel, signed. */
export function paperCallback(
  content: z.input<typeof notice>,
  key: string = secret,
): Readonly<{ body: string; signature: string }> {
  const body = JSON.stringify(content);
  return { body, signature: createHmac('sha256', key).update(body).digest('hex') };
}

function read(callback: RawCallback): CallbackReading {
  const text = callback.body.toString('utf8');
  const sent = Buffer.from(callback.headers['paper-signature'] ?? '');
  const right = Buffer.from(createHmac('sha256', secret).update(callback.body).digest('hex'));
  if (sent.length !== right.length || !timingSafeEqual(sent, right)) {
    const reason = sent.length === 0 ? 'unsigned' : 'forged';
    const readPaymentNumber = () => /"number":"([0-9A-Z]+)"/.exec(text)?.[1] ?? null;
    return { kind: 'refused', reason, detail: 'the signature is not ours', readPaymentNumber };
  }
  const parsed = notice.parse(JSON.parse(text));
  return {
    kind: 'verified',
    eventId: parsed.id,
    signedAtMs: parsed.signed_at_ms,
    news:
      parsed.kind === 'other'
        ? { kind: 'other', eventType: 'hello' }
        : {
            kind: 'payment',
            paymentNumber: parsed.number,
            finding: {
              kind: 'success',
              transaction: `T-${parsed.number}`,
              amountMinor: 1999,
              currency: 'CNY',
              returnedMinor: 0,
              paidAtMs: parsed.signed_at_ms,
            },
          },
  };
}

const notCalled = () => Promise.reject(new Error('the API asks no channel anything'));

const account: ChannelAccount = {
  create: notCalled,
  query: notCalled,
  close: notCalled,
  refund: notCalled,
  queryRefund: notCalled,
  check: () => Promise.resolve(),
  readCallback: (callback) => Promise.resolve(read(callback)),
};

/** A channel for tests, so that the API's tests depend on no real channel's code. */
export const paper: Channel = {
  name: 'paper',
  title: 'Paper',
  methods: { qr: paperTraits, inside: paperTraits },
  isOfferedUnasked: () => false,
  shownOn: (method) => (method === 'qr' ? ['desktop', 'phone'] : []),
  needs: (method) => (method === 'inside' ? ['openid'] : []),
  payerOf: (method, shopper) => (method === 'inside' ? (shopper.openid ?? null) : null),
  acknowledged: { status: 200, contentType: 'text/plain', body: 'thanks' },
  refused: (reason) => ({
    status: 401,
    contentType: 'application/json',
    body: JSON.stringify({ code: 'FAIL', message: reason }),
  }),
  open: () => account,
};
