import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawnSecret } from '../../notices/drawn-secret.fixture.ts';
import { createNoticeSender } from '../../notices/send-notice.ts';
import { signNotice } from '../../notices/sign-notice.ts';
import { type Language, type Receiver, type Site, siteFor } from './receiver.ts';

const secret = drawnSecret();
const nextSecret = drawnSecret();
const strange = drawnSecret();
const event =
  '{"type":"order.paid","data":{"order":{"id":"A-1","description":"两张票 – 2 billets"}}}';
const minuteMs = 60_000;
const sender = createNoticeSender({ allow: 'loopback', timeoutMs: minuteMs });

type Headers = Readonly<Record<string, string>>;
type Notice = Readonly<{ id: string; headers: Headers; body: string }>;

/** A notice as PaidOnce signs it, or nearly. */
function notice({
  id = `evt_${randomUUID()}`,
  ageMs = 0,
  secrets = [secret],
  body = event,
}: Partial<
  Readonly<{ id: string; ageMs: number; secrets: readonly string[]; body: string }>
> = {}) {
  const headers = { ...signNotice({ id, atMs: Date.now() - ageMs, body }, secrets) };
  return { id, headers, body };
}

async function post(receiver: Receiver, { headers, body }: Omit<Notice, 'id'>): Promise<number> {
  const signal = new AbortController().signal;
  const answer = await sender.send({ url: receiver.url, headers, body, signal });
  if (answer.kind === 'unreachable') throw new Error(answer.error.message);
  return answer.status;
}

function changed(one: Notice, headers: Record<string, string | undefined>): Notice {
  const all = Object.entries({ ...one.headers, ...headers });
  const kept = all.flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return { ...one, headers: Object.fromEntries(kept) };
}

/** What a receiver must refuse, each beside a notice that it takes. */
const refused: readonly (readonly [string, () => Notice])[] = [
  ['signed with a secret that is not ours', () => notice({ secrets: [strange] })],
  [
    'whose body was changed by one letter',
    () => ({ ...notice(), body: event.replace('A-1', 'A-2') }),
  ],
  [
    'whose body was parsed and written again',
    () => ({ ...notice(), body: event.replace(':', ': ') }),
  ],
  ['under another id than was signed', () => changed(notice(), { 'webhook-id': 'evt_other' })],
  [
    'at another time than was signed',
    () => changed(notice(), { 'webhook-timestamp': String(Math.floor(Date.now() / 1000) - 30) }),
  ],
  ['signed six minutes ago', () => notice({ ageMs: 6 * minuteMs })],
  ['signed six minutes from now', () => notice({ ageMs: -6 * minuteMs })],
  ['without an id', () => changed(notice(), { 'webhook-id': undefined })],
  ['without a time', () => changed(notice(), { 'webhook-timestamp': undefined })],
  ['without a signature', () => changed(notice(), { 'webhook-signature': undefined })],
  ['with an empty signature', () => changed(notice(), { 'webhook-signature': '' })],
  [
    'with a signature that is no Base64',
    () => changed(notice(), { 'webhook-signature': 'v1,§§ v1,' }),
  ],
  [
    'with the signature of a version it does not know',
    () => {
      const one = notice();
      return changed(one, {
        'webhook-signature': one.headers['webhook-signature'].replace('v1,', 'v2,'),
      });
    },
  ],
  ['at a time that is no number', () => changed(notice(), { 'webhook-timestamp': 'now' })],
  ['at a time without end', () => changed(notice(), { 'webhook-timestamp': '9'.repeat(40) })],
  ['whose id leads out of its folder', () => notice({ id: '../../escaped' })],
];

/** All that a receiver of docs/receivers must do, whatever it is written in. */
export function tellReceiver(language: Language): void {
  describe(`the receiver in ${language.name}`, () => {
    const place: { site?: Site; receiver?: Receiver } = {};
    const site = (): Site => place.site ?? fail();
    const receiver = (): Receiver => place.receiver ?? fail();

    beforeAll(async () => {
      place.site = siteFor(language);
      place.receiver = await place.site.start([secret]);
    }, 120_000);
    afterAll(async () => {
      await place.site?.clear();
    });

    /** Taken, and acted on once. */
    async function expectTaken(one: Notice): Promise<void> {
      expect(await post(receiver(), one)).toBe(204);
      await receiver().untilDone(one.id);
      expect(
        receiver()
          .done()
          .filter((id) => id === one.id),
      ).toEqual([one.id]);
    }

    test('takes a signed notice', async () => {
      await expectTaken(notice());
      await expectTaken(notice({ ageMs: 4 * minuteMs }));
      await expectTaken(notice({ body: JSON.stringify({ text: 'x'.repeat(300_000) }) }));
    });

    test('takes one that another program signed by Standard Webhooks', async () => {
      const id = 'msg_from_elsewhere';
      const at = new Date();
      const headers = {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(id, at, event),
      };
      await expectTaken({ id, headers, body: event });
    });

    test.each(refused)('refuses one %s, and takes the next', async (_name, planted) => {
      const one = planted();
      expect(await post(receiver(), one)).toBe(401);
      await expectTaken(notice());
      expect(receiver().done()).not.toContain(one.id);
      expect(existsSync(join(site().inbox, '../escaped'))).toBe(false);
    });

    test('acts once on a notice that comes again, later and signed anew, or many times at once', async () => {
      const one = notice();
      await expectTaken(one);
      await expectTaken(one);
      await expectTaken(notice({ id: one.id, ageMs: 10_000 }));
      const other = notice();
      const statuses = await Promise.all(Array.from({ length: 12 }, () => post(receiver(), other)));
      expect(new Set(statuses)).toEqual(new Set([204]));
      await expectTaken(notice());
      expect(
        receiver()
          .done()
          .filter((id) => id === other.id),
      ).toEqual([other.id]);
    });

    test('refuses what is too large, and what is no POST', async () => {
      const tooLarge = notice({ body: 'x'.repeat(1024 * 1024 + 1) });
      const status = await post(receiver(), tooLarge).catch(() => 'hung up');
      expect([413, 'hung up']).toContain(status);
      expect((await fetch(receiver().url)).status).toBe(405);
      await expectTaken(notice());
      expect(receiver().done()).not.toContain(tooLarge.id);
    });

    test('does not acknowledge what it can not write down, and takes it when it can', async () => {
      const one = notice();
      const drafts = join(site().inbox, 'drafts');
      renameSync(drafts, `${drafts}-gone`);
      expect(await post(receiver(), one)).toBe(500);
      mkdirSync(drafts);
      await expectTaken(one);
    });

    test('killed and started anew with one more secret: knows what it did, does what it kept', async () => {
      const before = notice();
      await expectTaken(before);
      // Between acting and noting it, a kill would have it act again.
      const noted = join(site().inbox, 'done', before.id);
      await expect.poll(() => existsSync(noted)).toBe(true);
      await receiver().kill();
      writeFileSync(join(site().inbox, 'kept', 'evt_kept_before_the_kill'), event);
      place.receiver = await site().start([nextSecret, secret]);
      await receiver().untilDone('evt_kept_before_the_kill');
      expect(await post(receiver(), before)).toBe(204);
      await expectTaken(notice({ secrets: [secret] }));
      await expectTaken(notice({ secrets: [nextSecret] }));
      await expectTaken(notice({ secrets: [strange, nextSecret, secret] }));
      expect(await post(receiver(), notice({ secrets: [strange] }))).toBe(401);
      expect(receiver().done()).not.toContain(before.id);
    });
  });
}

function fail(): never {
  throw new Error('The receiver was not started.');
}
