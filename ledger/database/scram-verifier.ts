import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** As PostgreSQL's own `scram_iterations`. */
const iterations = 4_096;
const keyBytes = 32;

const isAscii = /^[\x20-\x7e]+$/;

function keyed(key: Buffer, words: string): Buffer {
  return createHmac('sha256', key).update(words).digest();
}

/**
 * What PostgreSQL keeps of a password, made here: so the password itself is in no statement, and
 * in no log of statements.
 *
 * @param salt drawn anew for each
 * @throws Error for a password that is not plain ASCII: others are written in several ways, which
 *   server and client must make one
 * @see RFC 5802, section 3, and RFC 7677
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  if (!isAscii.test(password)) {
    throw new Error(
      'The password for the role of API and worker has other characters than plain ASCII, so the role was left as it is. Make another one, as by `openssl rand -hex 24`, put it into the file of DATABASE_PROCESS_PASSWORD_FILE and into DATABASE_URL or PGPASSWORD_FILE of API and worker, and run this again.',
    );
  }
  const salted = pbkdf2Sync(password, salt, iterations, keyBytes, 'sha256');
  const stored = createHash('sha256').update(keyed(salted, 'Client Key')).digest();
  const server = keyed(salted, 'Server Key');
  const [salt64, stored64, server64] = [salt, stored, server].map((one) => one.toString('base64'));
  return `SCRAM-SHA-256$${iterations}:${salt64}$${stored64}:${server64}`;
}
