import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { serverDatabases, sqlPlugin } from './server-config.ts';

const run = promisify(execFile);
const boundMs = 120_000;

/**
 * Makes the server's two databases by its own tool, as an operator would.
 *
 * @param sql the tool's path
 * @throws Error with the tool's own words
 */
export async function makeServerSchema(sql: string, databaseUrl: string): Promise<void> {
  const { hostname, port, username, password } = new URL(databaseUrl);
  for (const [schema, database] of Object.entries(serverDatabases)) {
    const env = {
      ...process.env,
      SQL_HOST: hostname,
      SQL_PORT: port,
      SQL_USER: username,
      SQL_PASSWORD: password,
      SQL_PLUGIN: sqlPlugin,
      SQL_DATABASE: database,
    };
    const steps = [
      ['create-database'],
      ['setup-schema', '--version', '0.0'],
      ['update-schema', '--schema-name', `postgresql/v12/${schema}`],
    ];
    for (const step of steps) await run(sql, step, { env, timeout: boundMs });
  }
}
