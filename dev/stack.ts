import { channels } from '../channels/registry.ts';
import type { Environment } from '../config/configuration.ts';
import { deleteState, openDataFolder, type DataFolder } from './data-folder.ts';
import type { DemoKeys } from './demo-merchants.ts';
import { demoShop, type ShopSurroundings } from './demo-shop.ts';
import { explainDiskError } from './disk-problem.ts';
import { readKeys, rolePasswords } from './keys.ts';
import { endLeftovers } from './leftovers.ts';
import { boundLogs, rotateLog } from './log-files.ts';
import { type OwnProgram, ownProcess, startListening, startReady } from './own-process.ts';
import { PidFile } from './pid-file.ts';
import { PortReservations } from './port-reservation.ts';
import { choosePorts, type Ports } from './ports.ts';
import { embeddedPostgres } from './postgres/embedded.ts';
import { prepareRoles } from './postgres/roles.ts';
import { ProcessGroup } from './process-group.ts';
import { processNames, type Pids } from './process-names.ts';
import { writeSandboxConfiguration } from './sandbox-configuration.ts';
import { heartbeatLook, httpLook } from './signs-of-life/looks.ts';
import { StartError } from './start-error.ts';
import { type DatabaseUrls, powerOf, prepareDatabase } from './stack-database.ts';
import type { SupervisedProcess } from './supervised-process.ts';
import {
  reachableUrl,
  readStartSettings,
  type StartOptions,
  type StartSettings,
} from './start-options.ts';
import { devServer, namesTemporal, withoutTemporal } from './temporal/dev-server.ts';
import { findTemporalCli } from './temporal/find-cli.ts';
import { registerSearchAttributes } from '../workflows/outside/register-search-attributes.ts';

/** The addresses of everything. @see docs/api.md#starting-it-from-a-program */
export type StackAddresses = Readonly<{
  api: string;
  sandbox: string;
  /** The demo shop; null: none was opened. */
  shop: string | null;
  temporal: string;
  temporalUi: string | null;
  database: string;
}>;

/** A running PaidOnce with everything it needs. */
export type Stack = Readonly<{ addresses: StackAddresses; keys: DemoKeys; pids: () => Pids }>;

type Engine = Readonly<{ env: Environment; address: string; ui: string | null }>;
type Database = Readonly<{ url: string; keys: DemoKeys }>;

/**
 * One start on one data folder. `end` may be called at any time, also while `start` is under way.
 */
export class StackStart {
  readonly #options: StartOptions;
  readonly #settings: StartSettings;
  readonly #folder: DataFolder;
  readonly #reservations = new PortReservations();
  readonly #pidFile: PidFile;
  readonly #processes: ProcessGroup;
  readonly #ending = new AbortController();
  #endBounds: () => void = () => undefined;
  #starting: Promise<Stack> | null = null;

  /** Locks the data folder. @throws StartError if it can't be locked, or a setting is wrong */
  constructor(options: StartOptions) {
    this.#options = options;
    this.#settings = readStartSettings(options.env);
    this.#folder = openDataFolder(options.dataFolder);
    this.#pidFile = new PidFile(this.#folder.path);
    this.#processes = new ProcessGroup(this.#pidFile, options.say, this.#settings.hangAfterMs);
  }

  /** Starts everything. @throws StartError for people; `end` must be called all the same */
  start(): Promise<Stack> {
    this.#starting ??= this.#start().catch((error: unknown) => {
      throw explainDiskError(error, this.#folder.path) ?? error;
    });
    return this.#starting;
  }

  /** Ends everything that was started, in order, and releases folder and ports. */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#processes.end();
    // An interrupted start stops at its next step; `start` reports its failure.
    await this.#starting?.catch(() => undefined);
    await this.#processes.end();
    this.#endBounds();
    this.#pidFile.clear();
    this.#reservations.release();
    this.#folder.release();
  }

  async #start(): Promise<Stack> {
    const { env, fresh, say } = this.#options;
    const left = await endLeftovers(this.#folder.path);
    if (left.length > 0) say(`Ended what a killed start had left running: ${left.join(', ')}.`);
    if (fresh) deleteState(this.#folder);
    for (const name of processNames) rotateLog(this.#folder.logs, name);
    this.#endBounds = boundLogs(this.#folder.logs, processNames);
    this.#pidFile.clear();
    const { host, wantedApiPort } = this.#settings;
    const ports = await choosePorts(this.#folder, this.#reservations, host, wantedApiPort);
    const base = withoutTemporal(env);
    const [database, engine, sandbox] = await Promise.all([
      this.#startDatabase(ports),
      this.#startEngine(ports),
      this.#startSandbox(ports, base),
    ]);
    const api = reachableUrl(host, ports.api);
    const config = writeSandboxConfiguration(this.#folder, { publicUrl: api, sandbox });
    const shop = await this.#startOurs(
      ports,
      {
        ...engine.env,
        DATABASE_URL: database.url,
        DATABASE_OWNER_URL: undefined,
        PAIDONCE_CONFIG: config,
      },
      { env: base, api, sandbox, keys: database.keys },
    );
    const addresses = {
      api,
      sandbox,
      shop,
      temporal: engine.address,
      temporalUi: engine.ui,
      database: database.url,
    };
    return Object.freeze({ addresses, keys: database.keys, pids: () => this.#pidFile.pids() });
  }

  async #startDatabase(ports: Ports): Promise<Database> {
    const keys = readKeys(this.#folder);
    const { databaseUrl, databaseOwnerUrl } = this.#settings;
    const urls =
      databaseUrl === null
        ? await this.#startPostgres(ports, keys.postgres_password)
        : { url: databaseUrl, ownerUrl: databaseOwnerUrl ?? databaseUrl };
    const demoKeys = await prepareDatabase(urls, this.#folder, readKeys(this.#folder));
    const power = await powerOf(urls.url);
    if (power !== null) this.#options.say(power);
    return { url: urls.url, keys: demoKeys };
  }

  async #startPostgres(ports: Ports, password: string): Promise<DatabaseUrls> {
    const { supervision } = this.#processes;
    const postgres = await embeddedPostgres(
      this.#folder,
      ports.postgres,
      password,
      supervision,
      this.#ending.signal,
    );
    this.#processes.add('postgres', postgres.process);
    return prepareRoles(await postgres.start(), rolePasswords(this.#folder));
  }

  async #startEngine(ports: Ports): Promise<Engine> {
    const { env, say } = this.#options;
    if (namesTemporal(env)) return this.#useEngine();
    const cli = await findTemporalCli(env, say, this.#ending.signal);
    const server = devServer(cli, this.#folder, ports, env, this.#processes.supervision);
    this.#processes.add('temporal', server.process);
    await server.start();
    const settings = {
      ...withoutTemporal(env),
      TEMPORAL_ADDRESS: server.address,
      TEMPORAL_NAMESPACE: env['TEMPORAL_NAMESPACE'] ?? 'default',
      // This file never exists: the user's own temporal.toml would lead to another engine.
      TEMPORAL_CONFIG_FILE: this.#folder.at('temporal.toml'),
    };
    return { env: settings, address: server.address, ui: server.ui };
  }

  async #useEngine(): Promise<Engine> {
    const { env, say } = this.#options;
    const { address, shown, problem } = await registerSearchAttributes(env).catch(
      (cause: unknown) => {
        const told = cause instanceof Error ? cause.message : String(cause);
        throw new StartError(
          told,
          [
            'check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY and TEMPORAL_TLS…',
            'unset them to have a Temporal server started here',
          ],
          cause,
        );
      },
    );
    if (problem === null) return { env, address, ui: null };
    if (shown !== 'none') {
      say(
        `Temporal at ${address} registers no new search attributes (${problem}); going on with those that are there.`,
      );
      return { env, address, ui: null };
    }
    say(
      `Temporal at ${address} registers no search attributes (${problem}); going on without them.`,
    );
    return { env: { ...env, PAIDONCE_SEARCH_ATTRIBUTES: 'off' }, address, ui: null };
  }

  async #startSandbox(ports: Ports, base: Environment): Promise<string> {
    const env = {
      ...base,
      SANDBOX_PORT: String(ports.sandbox),
      SANDBOX_DATA: this.#folder.at('sandbox'),
      SANDBOX_ACCOUNTS: 'default',
      SANDBOX_CHANNELS: channels.map(({ name }) => name).join(','),
      SANDBOX_TIME_SCALE: this.#settings.timeScale,
    };
    const sandbox = this.#ownProcess({
      name: 'sandbox',
      program: 'sandbox/main.ts',
      env,
      signsOfLife: httpLook(`http://127.0.0.1:${ports.sandbox}/healthz`),
    });
    return startListening(sandbox);
  }

  /** @returns the demo shop's address; null: it is not opened */
  async #startOurs(
    ports: Ports,
    base: Environment,
    shop: Omit<ShopSurroundings, 'port'>,
  ): Promise<string | null> {
    const env = {
      ...base,
      PAIDONCE_TIME_SCALE: this.#settings.timeScale,
      PAIDONCE_PLAIN_HTTP: 'allowed',
    };
    const listening = { ...env, HOST: this.#settings.host, PORT: String(ports.api) };
    const worker = this.#beatingProcess('worker', 'worker/main.ts', env);
    const api = this.#beatingProcess('api', 'api/main.ts', listening);
    const opened = startListening(api).then(() => this.#openShop({ ...shop, port: ports.shop }));
    const [, address] = await Promise.all([startReady(worker), opened]);
    return address;
  }

  /** Its merchant is set up by the API, so it is opened last. */
  async #openShop(surroundings: ShopSurroundings): Promise<string | null> {
    if (!this.#settings.hasShop) return null;
    return startListening(this.#ownProcess(await demoShop(this.#folder, surroundings)));
  }

  /** A heartbeat, and no request, because an API that has all it can carry answers no more. */
  #beatingProcess(name: 'api' | 'worker', program: string, base: Environment): SupervisedProcess {
    const file = this.#folder.at(`${name}.heartbeat`);
    const env = { ...base, PAIDONCE_HEARTBEAT_FILE: file };
    return this.#ownProcess({ name, program, env, signsOfLife: heartbeatLook(file) });
  }

  #ownProcess(program: OwnProgram): SupervisedProcess {
    const process = ownProcess(program, this.#folder, this.#processes.supervision);
    this.#processes.add(program.name, process);
    return process;
  }
}
