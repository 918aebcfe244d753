// Receives PaidOnce's notices. Node 20 or newer, nothing to install:
//   NOTICE_SECRETS="whsec_…" node receiver.mjs
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const { NOTICE_SECRETS = '', INBOX = 'inbox', PORT = '3000' } = process.env;
const largestBody = 1024 * 1024;
const toleranceSeconds = 300;

// Two while a secret is changed: the new one beside the old one.
const keys = NOTICE_SECRETS.split(' ')
  .filter((secret) => secret.startsWith('whsec_'))
  .map((secret) => Buffer.from(secret.slice('whsec_'.length), 'base64'));
if (keys.length === 0) throw new Error('Set NOTICE_SECRETS to the secret of your notices, whsec_…');

/** Did PaidOnce sign these very bytes, within the last five minutes? */
function isGenuine(headers, rawBody) {
  const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '' } = headers;
  if (!/^[A-Za-z0-9_-]{1,100}$/.test(id) || !/^[0-9]{1,12}$/.test(timestamp)) return false;
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > toleranceSeconds) return false;
  const signatures = (headers['webhook-signature'] ?? '')
    .split(' ')
    .filter((one) => one.startsWith('v1,'))
    .map((one) => Buffer.from(one.slice('v1,'.length), 'base64'));
  return keys.some((key) => {
    const signed = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(rawBody).digest();
    return signatures.some((one) => one.length === signed.length && timingSafeEqual(one, signed));
  });
}

/** Writes a notice down. True: it is new. In a shop: a row of a table whose key is the id. */
function keep(id, rawBody) {
  const draft = join(INBOX, 'drafts', randomUUID());
  writeFileSync(draft, rawBody, { flush: true });
  try {
    linkSync(draft, join(INBOX, 'kept', id));
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

/** What is to be done: ship on `order.paid`. In a shop: in one transaction with marking it done. */
function act(id) {
  console.log(`done ${id}`);
  writeFileSync(join(INBOX, 'done', id), '');
}

function receive(request, rawBody) {
  if (request.method !== 'POST') return 405;
  if (rawBody.length > largestBody) return 413;
  if (!isGenuine(request.headers, rawBody)) return 401;
  const id = request.headers['webhook-id'];
  try {
    if (keep(id, rawBody)) setImmediate(act, id);
    return 204;
  } catch (error) {
    // Not written down, so not acknowledged: PaidOnce sends it again.
    console.error(`${id} could not be kept: ${error.message}`);
    return 500;
  }
}

for (const folder of ['drafts', 'kept', 'done'])
  mkdirSync(join(INBOX, folder), { recursive: true });
for (const id of readdirSync(join(INBOX, 'kept'))) {
  if (!existsSync(join(INBOX, 'done', id))) act(id);
}

const server = createServer((request, response) => {
  // The bytes as they came: JSON that was parsed and written again has another signature.
  const chunks = [];
  let length = 0;
  request.on('data', (chunk) => {
    length += chunk.length;
    if (length <= largestBody + chunk.length) chunks.push(chunk);
  });
  request.on('end', () => {
    response.writeHead(receive(request, Buffer.concat(chunks))).end();
  });
});
server.listen(Number(PORT), () => console.log(`listening on ${server.address().port}`));
