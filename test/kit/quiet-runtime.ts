import { DefaultLogger, Runtime } from '@temporalio/worker';

let isInstalled = false;

/**
 * Keeps the engine's own log to errors. A process has one runtime, which the first of its test
 * files installs.
 */
export function quietRuntime(): void {
  if (isInstalled) return;
  isInstalled = true;
  Runtime.install({ logger: new DefaultLogger('ERROR') });
}
