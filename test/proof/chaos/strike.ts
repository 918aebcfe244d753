import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { FaultPoint } from '../../../domain/fault-point.ts';
import { arm } from '../../kit/fault-points.ts';
import type { RunningPaidOnce } from '../../kit/paidonce.ts';
import { canCutConnections, cutConnectionsOf } from './cut-connections.ts';
import type { Component, ProcessFault } from './process-faults.ts';

/** What became of a fault: done, or why not. */
export type Struck = 'hit' | 'never reached' | 'not possible here';

const reachedWithinMs = 20_000;
const lookAgainMs = 20;

/** Strikes the processes of one running product. */
export class Striker {
  readonly #paidonce: RunningPaidOnce;
  readonly #points: string;
  readonly #canCut = canCutConnections();

  /** @param points the folder that `PAIDONCE_FAULT_POINTS` names */
  constructor(paidonce: RunningPaidOnce, points: string) {
    this.#paidonce = paidonce;
    this.#points = points;
  }

  async strike(fault: ProcessFault): Promise<Struck> {
    switch (fault.kind) {
      case 'kill':
        return this.#kill(fault.component);
      case 'stop':
        return this.#stop(fault.component, fault.forMs);
      case 'cut':
        return this.#cut(fault.component);
      case 'kill_at':
        return this.#killAt(fault.component, fault.point);
      default:
        return fault satisfies never;
    }
  }

  /** Signals a process; if it is just being started again, waits for its new pid. */
  async #signal(component: Component, signal: NodeJS.Signals): Promise<number> {
    for (;;) {
      const pid = this.#paidonce.pid(component);
      try {
        process.kill(pid, signal);
        return pid;
      } catch {
        await this.#paidonce.replaced(component, pid);
      }
    }
  }

  async #kill(component: Component): Promise<Struck> {
    const dead = await this.#signal(component, 'SIGKILL');
    await this.#paidonce.replaced(component, dead);
    return 'hit';
  }

  async #stop(component: Component, forMs: number): Promise<Struck> {
    const pid = await this.#signal(component, 'SIGSTOP');
    const all = [pid, ...childrenOf(pid)];
    for (const child of all.slice(1)) send(child, 'SIGSTOP');
    await delay(forMs);
    for (const one of [...all].reverse()) send(one, 'SIGCONT');
    return 'hit';
  }

  async #cut(component: Component): Promise<Struck> {
    if (component === 'postgres') {
      await terminateBackends(this.#paidonce.addresses.database);
      return 'hit';
    }
    if (!this.#canCut) return 'not possible here';
    cutConnectionsOf(this.#paidonce.pid(component), this.#portOf(component));
    return 'hit';
  }

  #portOf(component: Exclude<Component, 'postgres'>): number | null {
    const { api, sandbox, temporal } = this.#paidonce.addresses;
    const addresses = { api, sandbox, temporal: `http://${temporal}`, worker: null };
    const address = addresses[component];
    return address === null ? null : Number(new URL(address).port);
  }

  async #killAt(component: Component, point: FaultPoint): Promise<Struck> {
    const armed = join(this.#points, point);
    const reached = `${armed}.reached`;
    rmSync(reached, { force: true });
    const victim = this.#paidonce.pid(component);
    arm(this.#points, point, 'kill');
    const untilMs = Date.now() + reachedWithinMs;
    while (!existsSync(reached)) {
      if (Date.now() > untilMs) {
        rmSync(armed, { force: true });
        // The file was renamed in that very instant, so the point was reached after all.
        return existsSync(reached) ? 'hit' : 'never reached';
      }
      await delay(lookAgainMs);
    }
    await this.#paidonce.replaced(component, victim);
    return 'hit';
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended meanwhile, so there is nothing to stop or wake.
  }
}

/** PostgreSQL's backends; our other processes have no children that matter. */
function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Connects as soon as PostgreSQL takes connections, for it may just be starting again. */
async function connected(database: string): Promise<pg.Client> {
  for (;;) {
    const client = new pg.Client({ connectionString: database, application_name: 'chaos-cut' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch {
      await delay(lookAgainMs * 5);
    }
  }
}

async function terminateBackends(database: string): Promise<void> {
  const client = await connected(database);
  try {
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name like 'paidonce%' and pid <> pg_backend_pid()`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
