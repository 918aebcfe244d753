import { writeSecretFile } from './secret-file.ts';

/** What the register of a channel is made of: how its accounts are issued, kept and used. */
export type AccountSource<Issued, Account> = Readonly<{
  /** Its file, of mode 600. */
  path: string;
  /** Accounts that there have to be. */
  names: readonly string[];
  /** What the file had. */
  kept: Readonly<Record<string, Issued>>;
  issue: () => Promise<Issued>;
  /** The file's content, as JSON will have it. */
  file: (issued: Readonly<Record<string, Issued>>) => unknown;
  /** The account as the simulator works with it. */
  read: (name: string, issued: Issued) => Account;
}>;

/** A channel's own register of the merchant accounts that it issued. */
export type AccountRegister<Issued, Account> = Readonly<{
  accounts: () => readonly Account[];
  byName: (name: string) => Account | undefined;
  /** @throws when the journal knows an account that the register has lost */
  named: (name: string) => Account;
  /** Issues every account anew, from what it was. */
  reissue: (change: (issued: Issued) => Promise<Issued>) => Promise<void>;
}>;

/** Issues what the names ask for and the file doesn't have yet, and writes the file. */
export async function openAccountRegister<Issued, Account>(
  source: AccountSource<Issued, Account>,
): Promise<AccountRegister<Issued, Account>> {
  const issued = new Map(Object.entries(source.kept));
  const accounts = new Map<string, Account>();

  function keep(): void {
    const content = source.file(Object.fromEntries(issued));
    writeSecretFile(source.path, `${JSON.stringify(content, null, 2)}\n`);
    for (const [name, one] of issued) accounts.set(name, source.read(name, one));
  }

  for (const name of source.names) if (!issued.has(name)) issued.set(name, await source.issue());
  keep();

  return Object.freeze({
    accounts: () => [...accounts.values()],
    byName: (name: string) => accounts.get(name),
    named(name: string): Account {
      const account = accounts.get(name);
      if (account === undefined) throw new Error(`No account ${name}`);
      return account;
    },
    async reissue(change: (one: Issued) => Promise<Issued>): Promise<void> {
      for (const [name, one] of issued) issued.set(name, await change(one));
      keep();
    },
  });
}

/** A channel's part of credentials.json: what it tells each merchant of its account. */
export function credentialsOf<Account extends Readonly<{ name: string }>>(
  { accounts }: Readonly<{ accounts: () => readonly Account[] }>,
  tell: (account: Account) => unknown,
): Readonly<{ accounts: Readonly<Record<string, unknown>> }> {
  const told = accounts().map((account): [string, unknown] => [account.name, tell(account)]);
  return { accounts: Object.fromEntries<unknown>(told) };
}
