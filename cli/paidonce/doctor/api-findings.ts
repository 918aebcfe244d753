import type { Client } from '../../../client/client.ts';
import { isProblem } from '../../../client/problem-error.ts';
import type { Configuration } from '../../../config/configuration.ts';
import { type Finding, notWell, reasonOf, well } from './finding.ts';

const answerWithinMs = 5_000;

function readinessFindings(ready: Awaited<ReturnType<Client['ready']>>): readonly Finding[] {
  const { state, off } = ready.clock;
  const skews = off.map((one) => `${one.skew_ms} ms off ${one.against}`).join(', ');
  return [
    ready.engine === 'reachable'
      ? well('API', 'ready; it reaches ledger and engine')
      : notWell(
          'API',
          'wrong',
          'ready, but it reaches no engine',
          'See that the engine runs: until then paying answers 503.',
        ),
    state === 'wrong'
      ? notWell(
          'clock of the API',
          'wrong',
          skews,
          'Set it by NTP: channels refuse what is signed at a wrong time.',
        )
      : well('clock of the API', state === 'right' ? 'right' : 'not yet compared'),
  ];
}

async function keyFindings(client: Client): Promise<readonly Finding[]> {
  const { data } = await client.channels();
  if (data.length > 0) {
    const names = data.map((one) => `${one.channel}/${one.account}`).join(', ');
    return [well('API key', 'it is taken'), well('accounts offered', names)];
  }
  const help = 'Configure a channel account; docs/configuration.md says how.';
  return [well('API key', 'it is taken'), notWell('accounts offered', 'wrong', 'none', help)];
}

/** Each account is asked anew: a signed question that changes nothing. */
async function accountFindings(client: Client): Promise<readonly Finding[]> {
  const { data } = await client.accounts.list().catch((error: unknown) => {
    // A merchant's key may not look at accounts.
    if (isProblem(error) && error.code === 'role_not_allowed') return { data: [] };
    throw error;
  });
  return Promise.all(
    data.map(async ({ channel, account }) => {
      const one = await client.accounts.check(channel, account);
      const what = `account ${channel}/${account}`;
      if (one.state === 'healthy') return well(what, 'the channel’s answer is verified');
      const said = one.last_problem;
      const words = said === null ? '' : `: ${said.code} ${said.message}`;
      return notWell(
        what,
        one.state === 'silent' ? 'unreachable' : 'wrong',
        `${one.state}${words}`,
        'Look at keys, certificates, clock, the channel’s list of allowed addresses and permissions.',
      );
    }),
  );
}

/** The API as a merchant reaches it. */
export async function apiFindings(client: Client): Promise<readonly Finding[]> {
  try {
    const ready = readinessFindings(await client.ready());
    return [...ready, ...(await keyFindings(client)), ...(await accountFindings(client))];
  } catch (error) {
    if (isProblem(error)) {
      const help = 'Look the code up in docs/problems.md; check PAIDONCE_KEY.';
      return [notWell('API', 'wrong', reasonOf(error), help)];
    }
    return [
      notWell('API', 'unreachable', reasonOf(error), 'Check PAIDONCE_URL, and that the API runs.'),
    ];
  }
}

/**
 * Asks for an address in a way that changes nothing: whoever answers with an id of our API's
 * requests has it behind.
 */
async function reaches(url: string, expected: number): Promise<string | null> {
  try {
    const signal = AbortSignal.timeout(answerWithinMs);
    const response = await fetch(url, { signal, redirect: 'manual' });
    await response.body?.cancel();
    const isOurs = response.headers.get('x-request-id')?.startsWith('req_') === true;
    if (isOurs && response.status === expected) return null;
    return `${url} answers ${response.status}${isOurs ? '' : ', and it is not our API'}`;
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return `${url}: ${reasonOf(cause)}`;
  }
}

/** The public address, and each address that a channel calls back, as seen from this machine. */
export async function publicFindings(configuration: Configuration): Promise<readonly Finding[]> {
  const { publicUrl, channels } = configuration;
  const remedy =
    'Lead the public address to the API (proxy, DNS, certificate), and let channels in: a callback that is lost costs time. From inside a network it may be closed and yet open to channels.';
  const problem = await reaches(`${publicUrl}/healthz`, 200);
  if (problem !== null) return [notWell('public address', 'unreachable', problem, remedy)];
  const callbacks = Object.entries(channels).flatMap(([channel, { accounts }]) =>
    Object.keys(accounts).map((account) => `/callbacks/${channel}/${account}`),
  );
  const findings = await Promise.all(
    callbacks.map(async (path) => {
      // A GET is refused for its method by the API itself, and leaves nothing behind.
      const closed = await reaches(publicUrl + path, 405);
      const what = `callbacks at ${path}`;
      return closed === null
        ? well(what, 'reached from here')
        : notWell(what, 'unreachable', closed, remedy);
    }),
  );
  return [well('public address', `${publicUrl} is reached from here`), ...findings];
}
