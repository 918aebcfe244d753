import { z } from 'zod';
import type { Person } from '../../domain/facts/input.ts';
import { noteAct } from '../acts/acts.ts';
import { type Db, run, select, selectOne, transaction } from '../database/database.ts';
import { timeMs } from '../database/time.ts';

/** A channel account. */
export type AccountName = Readonly<{ channel: string; account: string }>;

/** How the channel serves it, by its answers to our own calls. */
export const accountStates = ['healthy', 'distrusted', 'silent', 'unchecked'] as const;
export type AccountState = (typeof accountStates)[number];

/** Rule 20: after so many answers that can't be believed, with none between that can. */
export const distrustedAfter = 3;
/** After so many calls in a row without an answer. */
const silentAfter = 3;
/** A silence is told to people once it has lasted so long; an interval of SQL. */
const silenceToldAfter = '10 minutes';
/** One signed check of an account in this time, whoever asks for it; an interval of SQL. */
const checkEvery = '1 minute';

/** What a process heard of an account since it last wrote. */
export type AccountHearing = Readonly<{
  /** Whether the newest answer is the channel's. */
  verified: boolean;
  distrusted: number;
  unanswered: number;
  /** The newest problem. */
  problem: Readonly<{
    code: string;
    message: string;
    requestId: string | null;
    isVerified: boolean;
  }> | null;
  /** The kind of call that was refused; null: none was. */
  refusedAbout: string | null;
  /** Kinds of calls that were taken. */
  takenAbout: readonly string[];
}>;

const healthRow = z
  .object({
    channel: z.string(),
    account: z.string(),
    state: z.enum(accountStates),
    last_verified_at: timeMs.nullable(),
    problem_code: z.string().nullable(),
    problem_message: z.string().nullable(),
    problem_request_id: z.string().nullable(),
    problem_verified: z.boolean().nullable(),
    problem_at: timeMs.nullable(),
    skew_ms: z.number().nullable(),
  })
  .transform((row) => ({
    channel: row.channel,
    account: row.account,
    state: row.state,
    lastVerifiedAtMs: row.last_verified_at,
    lastProblem:
      row.problem_code === null || row.problem_at === null
        ? null
        : {
            code: row.problem_code,
            message: row.problem_message ?? '',
            requestId: row.problem_request_id,
            isVerified: row.problem_verified === true,
            atMs: row.problem_at,
          },
    skewMs: row.skew_ms,
  }));

/** The health of an account, as it is told. */
export type AccountHealth = z.output<typeof healthRow>;

/** Of every account that was ever heard of. */
export async function accountsHealth(db: Db): Promise<AccountHealth[]> {
  return select(
    db,
    healthRow,
    `select channel, account, state, last_verified_at, problem_code, problem_message,
       problem_request_id, problem_verified, problem_at,
       (select skew_ms from clock_skews
        where clock_skews.channel = account_health.channel
          and clock_skews.account = account_health.account
        order by measured_at desc limit 1) as skew_ms
     from account_health order by channel, account`,
  );
}

/** How the account stands; `unchecked` while nothing was heard of it. */
export async function accountState(
  db: Db,
  { channel, account }: AccountName,
): Promise<AccountState> {
  const row = await selectOne(
    db,
    z.object({ state: z.enum(accountStates) }),
    'select state from account_health where channel = $1 and account = $2',
    [channel, account],
  );
  return row?.state ?? 'unchecked';
}

/** The accounts whose answers can't be believed. */
export async function accountsDistrusted(db: Db): Promise<AccountName[]> {
  return await select(
    db,
    z.object({ channel: z.string(), account: z.string() }),
    `select channel, account from account_health where state = 'distrusted'`,
  );
}

// `$3`: the newest answer was believed, so what went before it is over.
const nextState = `case when $3 then 'healthy'
  when old.distrusted + $4 >= ${distrustedAfter} then 'distrusted'
  when old.unanswered + $5 >= ${silentAfter} then 'silent'
  else old.state end`;

const recordSql = `
  update account_health as old set
    distrusted = case when $3 then 0 else least(old.distrusted + $4, 1000000) end,
    unanswered = case when $3 then 0 else least(old.unanswered + $5, 1000000) end,
    state = ${nextState},
    since = case when old.state = ${nextState} then old.since else clock_timestamp() end,
    last_verified_at = case when $3 then clock_timestamp() else old.last_verified_at end,
    problem_code = case when $6::text is null then problem_code else $6 end,
    problem_message = case when $6 is null then problem_message else $7 end,
    problem_request_id = case when $6 is null then problem_request_id else $8 end,
    problem_verified = case when $6 is null then problem_verified else $9 end,
    problem_at = case when $6 is null then problem_at else clock_timestamp() end,
    refused_about = case when $10::text is not null then $10
      when refused_about = any($11::text[]) then null else refused_about end,
    refused_since = case when $10 is not null then coalesce(refused_since, clock_timestamp())
      when refused_about = any($11) then null else refused_since end
  where channel = $1 and account = $2
  returning state, (select state from account_health where channel = $1 and account = $2) as was`;

const makeRowSql = `insert into account_health (channel, account) values ($1, $2)
  on conflict do nothing`;

/**
 * Notes what a process heard.
 *
 * @returns how the account stands now, and how it stood before
 */
export async function recordHearing(
  db: Db,
  { channel, account }: AccountName,
  { verified, distrusted, unanswered, problem, refusedAbout, takenAbout }: AccountHearing,
): Promise<Readonly<{ state: AccountState; was: AccountState }>> {
  const row = await transaction(db, async (inside) => {
    await run(inside, makeRowSql, [channel, account]);
    const states = z.object({ state: z.enum(accountStates), was: z.enum(accountStates) });
    return selectOne(inside, states, recordSql, [
      channel,
      account,
      verified,
      verified ? 0 : distrusted,
      verified ? 0 : unanswered,
      problem?.code ?? null,
      problem?.message ?? null,
      problem?.requestId ?? null,
      problem?.isVerified ?? null,
      refusedAbout,
      takenAbout,
    ]);
  });
  if (row === null) throw new Error(`The health of ${channel}/${account} was not written.`);
  return row;
}

/** Brings a signed check of the account forward: somebody sent a callback that is not believed. */
export async function wantCheck(db: Db, { channel, account }: AccountName): Promise<void> {
  await run(
    db,
    `insert into account_health as old (channel, account, check_wanted_at)
     values ($1, $2, clock_timestamp())
     on conflict (channel, account) do update set check_wanted_at = clock_timestamp()
     where old.check_wanted_at is null`,
    [channel, account],
  );
}

/** Accounts, among those that were heard of, of which no check is due. */
export async function accountsAtRest(db: Db): Promise<AccountName[]> {
  return select(
    db,
    z.object({ channel: z.string(), account: z.string() }),
    `select channel, account from account_health
     where checked_at is not null and (checked_at > clock_timestamp() - interval '${checkEvery}'
       or (state = 'healthy' and check_wanted_at is null and refused_about is null))`,
  );
}

/**
 * Takes it upon this process to check an account; each once a minute, by one process.
 *
 * @param why `due`: if it was never checked, a check is wanted, or it is in trouble · `start`: this
 *   process has read its keys anew · `person`: one asks, so at once
 */
export async function takeCheck(
  db: Db,
  { channel, account }: AccountName,
  why: 'due' | 'start' | 'person',
): Promise<boolean> {
  const taken = await run(
    db,
    `insert into account_health as old (channel, account, checked_at)
     values ($1, $2, clock_timestamp())
     on conflict (channel, account) do update
       set checked_at = clock_timestamp(), check_wanted_at = null
     where $3 = 'person' or (
       (old.checked_at is null or old.checked_at < clock_timestamp() - interval '${checkEvery}')
       and ($3 = 'start' or old.checked_at is null or old.check_wanted_at is not null
         or old.state <> 'healthy' or old.refused_about is not null))`,
    [channel, account, why],
  );
  return taken === 1;
}

/** SQL condition: no call of the account can be relied on, and a person should know of it. */
export const isWhollyInTrouble = `(state = 'distrusted'
  or (state = 'silent' and since < clock_timestamp() - interval '${silenceToldAfter}'))`;

/** The same, or the channel refuses the account a kind of call. */
export const isInTrouble = `(${isWhollyInTrouble} or refused_about is not null)`;

/**
 * A person's word ends the alert of an account: what was heard is forgotten, a signed check is asked
 * for, and what it finds is told anew.
 */
export async function forgetHealth(
  db: Db,
  id: string,
  { channel, account }: AccountName,
  by: Person,
): Promise<boolean> {
  return transaction(db, async (inside) => {
    const forgotten = await run(
      inside,
      `update account_health set state = 'unchecked', since = clock_timestamp(), distrusted = 0,
         unanswered = 0, refused_about = null, refused_since = null,
         check_wanted_at = clock_timestamp(), checked_at = null
       where channel = $1 and account = $2 and (${isInTrouble})`,
      [channel, account],
    );
    if (forgotten === 0) return false;
    await noteAct(inside, by, {
      what: 'attention_resolved',
      merchant: null,
      subject: id,
      detail: { channel, account },
    });
    return true;
  });
}
