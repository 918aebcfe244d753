import { z } from 'zod';

const address = /^postgres(ql)?:\/\//;
const mustBe = 'must be a PostgreSQL address, postgresql://…';

/** The two settings of the database, in a program's environment. */
export const databaseFields = {
  DATABASE_URL: z.string(`is not set; it ${mustBe}`).regex(address, mustBe),
  DATABASE_OWNER_URL: z
    .string()
    .transform((url) => (url === '' ? undefined : url))
    .pipe(z.string().regex(address, mustBe).optional())
    .optional(),
};

/** `migrate` alone reads it. */
export const processPasswordField = {
  DATABASE_PROCESS_PASSWORD_FILE: z.string().optional(),
};

/** Who migrates, and for whom. */
export type DatabaseRoles = Readonly<{
  /** Connects as the role that owns the tables. */
  ownerUrl: string;
  /** The role of API and worker; null: the same, one role does all. */
  processRole: string | null;
}>;

function roleOf(url: string): string {
  return decodeURIComponent(new URL(url).username);
}

/**
 * @throws Error where `DATABASE_OWNER_URL` is set and `DATABASE_URL` names no role
 */
export function databaseRoles(
  settings: Readonly<{ DATABASE_URL: string; DATABASE_OWNER_URL?: string | undefined }>,
): DatabaseRoles {
  const { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl } = settings;
  if (ownerUrl === undefined) return { ownerUrl: url, processRole: null };
  const role = roleOf(url);
  if (role === '') {
    throw new Error(
      'Nothing was touched. DATABASE_OWNER_URL is set, so DATABASE_URL must name the role of API and worker: postgresql://ROLE@…',
    );
  }
  return { ownerUrl, processRole: role === roleOf(ownerUrl) ? null : role };
}
