import { loadClientConnectConfig } from '@temporalio/envconfig';

/** Environment variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the engine is, from the standard `TEMPORAL_*` settings of an environment. */
export function engineSettings(env: Environment): ReturnType<typeof loadClientConnectConfig> {
  const named = Object.entries(env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(named) });
}
