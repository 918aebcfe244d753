import { type EngineStanding, engineStanding } from '../../../workflows/outside/engine-standing.ts';
import type { Surroundings } from '../surroundings.ts';
import { type Finding, notWell, reasonOf, well } from './finding.ts';

const answerWithinMs = 5_000;

function attributeFinding({ shown }: EngineStanding, isOff: boolean): Finding {
  const what = 'search attributes';
  if (isOff) return well(what, 'switched off by PAIDONCE_SEARCH_ATTRIBUTES');
  switch (shown) {
    case 'all':
      return well(what, 'all are registered');
    case 'first':
      return notWell(
        what,
        'look',
        'PayChannels and PayDeadline are missing',
        'Run `paidonce migrate`, or register them by the engine’s own tools.',
      );
    case 'none':
      return notWell(
        what,
        'wrong',
        'none is registered',
        'Run `paidonce migrate`, or set PAIDONCE_SEARCH_ATTRIBUTES=off for API and worker.',
      );
    case null:
      return notWell(
        what,
        'look',
        'the engine does not tell which are registered',
        'See that they are, or set PAIDONCE_SEARCH_ATTRIBUTES=off for API and worker.',
      );
    default:
      return shown satisfies never;
  }
}

function workerFinding({ workers }: EngineStanding): Finding {
  if (workers > 0) return well('worker', `${workers} poll for orders`);
  const help = 'Start a worker: until then no payment is opened, and no order goes on.';
  return notWell('worker', 'wrong', 'none polled for orders in the last minute', help);
}

function noticeFinding({ noticeWorkers }: EngineStanding): Finding {
  if (noticeWorkers > 0) return well('notices', `${noticeWorkers} poll for what is to be told`);
  const help =
    'Start a worker of this release: until then merchants are sent nothing, and read events by themselves.';
  return notWell('notices', 'wrong', 'no worker polled for notices in the last minute', help);
}

/** The engine: whether it answers, its namespace, search attributes, and whether a worker polls. */
export async function engineFindings({ env }: Surroundings): Promise<readonly Finding[]> {
  const names = ['TEMPORAL_ADDRESS', 'TEMPORAL_CONFIG_FILE', 'TEMPORAL_PROFILE'];
  if (names.every((name) => (env[name] ?? '') === '')) {
    const help = 'Run it with the environment of API and worker to have the engine checked.';
    return [notWell('engine', 'not_checked', 'no TEMPORAL_ADDRESS is set here', help)];
  }
  try {
    const standing = await engineStanding(env, answerWithinMs);
    const { address, namespace, namespaceProblem } = standing;
    if (namespaceProblem !== null) {
      const found = `${address} answers, but not for the namespace ${namespace}: ${namespaceProblem}`;
      const help = 'Make the namespace, or correct TEMPORAL_NAMESPACE and the right to it.';
      return [notWell('engine', 'wrong', found, help)];
    }
    const isOff = env['PAIDONCE_SEARCH_ATTRIBUTES'] === 'off';
    return [
      well('engine', `${address} answers for the namespace ${namespace}`),
      attributeFinding(standing, isOff),
      workerFinding(standing),
      noticeFinding(standing),
    ];
  } catch (error) {
    const help = 'Check the TEMPORAL_* settings, and that the engine listens there.';
    return [notWell('engine', 'unreachable', reasonOf(error), help)];
  }
}
