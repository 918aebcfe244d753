import type { Environment } from '../../config/configuration.ts';
import type { Cluster } from './cluster.ts';

const addressName = 'PAIDONCE_TEST_CLUSTER_ADDRESS';
const pidFileName = 'PAIDONCE_TEST_CLUSTER_PID_FILE';

/** What tests must know of the cluster that the runner started. */
export type FromRunner = Pick<Cluster, 'address' | 'pidFile'>;

/** @returns the variables by which a test process finds the cluster */
export function toTests({ address, pidFile }: FromRunner): Environment {
  return { [addressName]: address, [pidFileName]: pidFile };
}

/** Whether these tests were started by `npm run test:cluster`. */
export function isUnderRunner(env: Environment): boolean {
  return env[addressName] !== undefined;
}

/** @throws Error outside `npm run test:cluster` */
export function fromRunner(env: Environment): FromRunner {
  const address = env[addressName];
  const pidFile = env[pidFileName];
  if (address === undefined || pidFile === undefined) {
    throw new Error('there is no cluster here; start the tests by: npm run test:cluster');
  }
  return { address, pidFile };
}
