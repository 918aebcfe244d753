import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { StartError } from '../start-error.ts';

/** A user of this machine. */
export type SystemUser = Readonly<{ name: string; uid: number; gid: number }>;

const userName = 'postgres';

function findUser(): SystemUser | null {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${userName}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined
    ? null
    : { name: userName, uid: Number(uid), gid: Number(gid) };
}

function createUser(): void {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', userName], {
      stdio: 'pipe',
    });
  } catch (cause) {
    throw new StartError(
      `You are root, and PostgreSQL refuses to run as root. A user "${userName}" to run it could not be made.`,
      [
        'start PaidOnce as a user other than root',
        `make the user: useradd --system ${userName}`,
        'use a PostgreSQL of your own: DATABASE_URL=postgresql://… npm start',
      ],
      cause,
    );
  }
}

/**
 * Who runs PostgreSQL. Null: our own user; for root the user `postgres`, made if it is missing.
 *
 * @throws StartError if that user can't be made
 */
export function postgresUser(): SystemUser | null {
  if (process.getuid?.() !== 0) return null;
  const user = findUser();
  if (user !== null) return user;
  createUser();
  return findUser();
}
