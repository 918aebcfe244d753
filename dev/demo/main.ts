import { createClient } from '../../client/client.ts';
import { StartError } from '../start-error.ts';
import { helpText, parseDemoArguments, type RunningInstallation } from './arguments.ts';
import { playCrash } from './crash.ts';
import { playDoublePayment } from './double-payment.ts';
import { type OwnInstallation, withOwnInstallation } from './own-installation.ts';
import { openStage, openTeller, type Stage } from './stage.ts';

const boundMs = 180_000;
/** A worker that was killed takes a while until it is back. */
const patience = { tries: 200, forMs: 120_000 };

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(name, () => interrupted.abort(new StartError(`Ended by ${name}.`, [])));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function stageIn({ api, sandbox, key }: RunningInstallation): Stage {
  const client = createClient({ url: api, key, patience });
  const signal = AbortSignal.any([interrupted.signal, AbortSignal.timeout(boundMs)]);
  return openStage(client, sandbox, openTeller(say), signal);
}

function inOwn(play: (own: OwnInstallation) => Promise<string[]>): Promise<string[]> {
  say('Starting a PaidOnce of its own: PostgreSQL, Temporal, API, worker, sandbox…');
  const mutter = (line: string): void => say(`   (${line})`);
  return withOwnInstallation(process.env, mutter, interrupted.signal, play);
}

/** @returns what is wrong; null: only help was asked for */
async function run(): Promise<string[] | null> {
  const { story, help, running } = parseDemoArguments(process.argv.slice(2), process.env);
  if (help) {
    process.stdout.write(helpText);
    return null;
  }
  if (story === 'crash') {
    return inOwn((own) => playCrash(stageIn(own), { points: own.points, pid: own.workerPid }));
  }
  if (running !== null) return playDoublePayment(stageIn(running));
  return inOwn((own) => playDoublePayment(stageIn(own)));
}

const verdicts = {
  right: '\nPaid once: the shopper’s money is where it belongs.',
  wrong: '\nNOT paid once:',
};

// What our processes make is for our user alone.
process.umask(0o077);
try {
  const wrong = await run();
  if (wrong !== null)
    say(wrong.length === 0 ? verdicts.right : `${verdicts.wrong} ${wrong.join('; ')}.`);
  process.exit(wrong === null || wrong.length === 0 ? 0 : 1);
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
