import { helpText, parseArguments, type StartArguments } from './arguments.ts';
import { StartError } from './start-error.ts';
import { StackStart, type Stack } from './stack.ts';
import { welcomeText } from './welcome.ts';

const lookAtParentEveryMs = 500;
const endSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function fail(error: unknown): never {
  if (error instanceof StartError || !(error instanceof Error))
    say(`\n${error instanceof StartError ? error.message : String(error)}`);
  else say(error.stack ?? error.message);
  process.exit(1);
}

function jsonLine(stack: Stack): string {
  const { addresses, keys } = stack;
  return JSON.stringify({
    api: addresses.api,
    sandbox: addresses.sandbox,
    shop: addresses.shop,
    temporal: addresses.temporal,
    temporal_ui: addresses.temporalUi,
    database: addresses.database,
    api_key: keys.apiKey,
    ops_key: keys.opsKey,
    other_api_key: keys.otherApiKey,
    pids: stack.pids(),
  });
}

function endOnSignal(stackStart: StackStart): () => boolean {
  const state = { ending: false };
  const end = (signal: string): void => {
    if (state.ending) return;
    state.ending = true;
    say(`${signal}: ending API, worker, shop, sandbox, Temporal and PostgreSQL…`);
    stackStart.end().then(() => process.exit(0), fail);
  };
  for (const signal of endSignals) process.on(signal, () => end(signal));
  endWithNpm(() => end('npm has ended'));
  return () => state.ending;
}

/**
 * Ends with the npm that started us: it hands SIGTERM and SIGINT on, but neither SIGHUP nor its
 * being killed, and a shell between us hands nothing on.
 */
function endWithNpm(end: () => void): void {
  if (process.env['npm_lifecycle_script']?.includes('dev/start.js') !== true) return;
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    end();
  }, lookAtParentEveryMs);
  look.unref();
}

async function run(given: StartArguments): Promise<void> {
  const { dataFolder, fresh, json } = given;
  const stackStart = new StackStart({ dataFolder, fresh, env: process.env, say });
  const isEnding = endOnSignal(stackStart);
  try {
    const stack = await stackStart.start();
    const text = welcomeText(stack, dataFolder, performance.now());
    if (json) {
      say(text);
      process.stdout.write(`${jsonLine(stack)}\n`);
    } else {
      process.stdout.write(text);
    }
  } catch (error) {
    // A signal interrupted the start; its handler also exits.
    if (isEnding()) return;
    await stackStart.end();
    fail(error);
  }
}

// What is made from here on, by our processes too, is for our user alone: temporal.db, for one.
process.umask(0o077);

// The reader of our output may be gone, which is no reason to stop.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

try {
  const given = parseArguments(process.argv.slice(2));
  if (given.help) process.stdout.write(helpText);
  else await run(given);
} catch (error) {
  fail(error);
}
