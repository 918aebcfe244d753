import { z } from 'zod';
import type { OfferedAccount } from '../../channels/channel-directory.ts';
import { pausedMethods } from '../../channels/paused-methods.ts';
import { rfc3339 } from '../../ledger/database/time.ts';
import {
  type AccountHealth,
  accountsHealth,
  accountStates,
  takeCheck,
} from '../../ledger/people/account-health.ts';
import { refusedCounts } from '../../ledger/inbox/refused-callbacks.ts';
import type { RouteDeps } from '../api-deps.ts';
import { accountParts, namedAccount } from '../objects/account-parts.ts';
import { keyedRoute } from '../http/route.ts';
import { toldMoment } from '../http/text-forms.ts';
import { exampleChannel } from '../objects/example-channel.ts';

/** The channel is waited for so long by a person who asks; ms. */
const checkWithinMs = 10_000;

const problemObject = z
  .object({
    code: z.string().meta({ description: 'The channel’s code, else ours.', example: 'SIGN_ERROR' }),
    message: z.string().meta({ description: 'Its words.', example: '错误的签名，验签失败' }),
    request_id: z.string().nullable().meta({
      description: 'What the channel’s support asks for.',
      example: '08F78BB8AF0610D302189D8F36',
    }),
    verified: z.boolean().meta({
      description:
        'Whether the channel is known to have said so. Words of an answer that is not believed may be anybody’s; they decide nothing.',
      example: false,
    }),
    at: toldMoment.meta({ description: 'When it was heard last.' }),
  })
  .meta({ id: 'AccountProblem', description: 'What is, or was, the matter with an account.' });

const healthObject = z
  .object({
    channel: z.string().meta({ description: 'The channel.', example: exampleChannel.channel }),
    account: z.string().meta({ description: 'Our account at it.', example: 'default' }),
    state: z.enum(accountStates).meta({
      description:
        '`healthy`: the newest answer was verified · `distrusted`: three answers in a row can’t be believed, or refuse our signature · `silent`: three calls in a row had no answer · `unchecked`: nothing was heard yet.',
      example: 'healthy',
    }),
    last_verified_at: toldMoment
      .nullable()
      .meta({ description: 'When an answer was believed last.' }),
    last_problem: problemObject
      .nullable()
      .meta({ description: 'The newest; null: there was none.' }),
    clock_skew_ms: z.int().nullable().meta({
      description: 'How far the channel’s clock is ahead of ours, as measured last; ms.',
      example: 120,
    }),
    paused_methods: z.array(z.string()).meta({
      description:
        'Methods that are not offered meanwhile, because a shopper could pay where we could not hear of it.',
      example: [],
    }),
    refused_callbacks: z.int().min(0).meta({
      description:
        'Callbacks to this account that were not believed, ever. Anybody can send such: they change no state.',
      example: 0,
    }),
  })
  .meta({ id: 'AccountHealth', description: 'How a channel serves an account.' });

type Told = z.output<typeof healthObject>;

function told(
  { channel, name }: OfferedAccount,
  health: AccountHealth | undefined,
  refusedCallbacks: number,
): Told {
  const state = health?.state ?? 'unchecked';
  const problem = health?.lastProblem ?? null;
  return {
    channel: channel.name,
    account: name,
    state,
    last_verified_at: rfc3339(health?.lastVerifiedAtMs ?? null),
    last_problem: problem && {
      code: problem.code,
      message: problem.message,
      request_id: problem.requestId,
      verified: problem.isVerified,
      at: rfc3339(problem.atMs),
    },
    clock_skew_ms: health?.skewMs ?? null,
    paused_methods: pausedMethods(channel, state === 'distrusted'),
    refused_callbacks: refusedCallbacks,
  };
}

async function healthOf(
  { database }: RouteDeps,
  accounts: readonly OfferedAccount[],
): Promise<Told[]> {
  const [all, refused] = await Promise.all([accountsHealth(database), refusedCounts(database)]);
  return accounts.map((one) => {
    const isIts = (row: Readonly<{ channel: string; account: string }>): boolean =>
      row.channel === one.channel.name && row.account === one.name;
    const count = refused.filter(isIts).reduce((sum, row) => sum + row.count, 0);
    return told(one, all.find(isIts), count);
  });
}

/** `GET /v1/accounts`. @see docs/rules.md rule 20 */
export const listAccounts = keyedRoute(
  {
    name: 'listAccounts',
    method: 'get',
    path: '/v1/accounts',
    tag: 'channels',
    summary: 'How each channel serves our accounts',
    description:
      'The health of every configured account, by the answers to our own calls. A callback that is refused changes nothing of it.',
    roles: ['ops'],
    answers: {
      200: {
        description: 'Every configured account.',
        body: z
          .object({ data: z.array(healthObject).meta({ description: 'Its accounts.' }) })
          .meta({ id: 'AccountHealthList', description: 'The health of all accounts.' }),
      },
    },
    problems: [],
  },
  async (deps) => ({
    status: 200,
    body: { data: await healthOf(deps, deps.channels.accounts) },
  }),
);

/** `POST /v1/accounts/{channel}/{account}/check`. */
export const checkAccount = keyedRoute(
  {
    name: 'checkAccount',
    method: 'post',
    path: '/v1/accounts/{channel}/{account}/check',
    tag: 'channels',
    summary: 'Ask a channel whether an account is served',
    description:
      'Asks for a payment that can’t exist: a signed question that changes nothing. Only a verified answer is believed.',
    roles: ['ops'],
    parts: accountParts,
    key: 'accepted',
    answers: { 200: { description: 'How it stands after the answer.', body: healthObject } },
    problems: ['account_not_found'],
  },
  async (deps, { parts }) => {
    const at = namedAccount(deps.channels, parts);
    await takeCheck(deps.database, { channel: at.channel.name, account: at.name }, 'person');
    deps.accountWatch.writeNext(at.channel.name, at.name);
    await at.account.check(AbortSignal.timeout(checkWithinMs));
    await deps.accountWatch.settled();
    const [health] = await healthOf(deps, [at]);
    if (health === undefined) throw new Error('An account that was found is not told.');
    return { status: 200, body: health };
  },
);
