import { Ajv2020 } from 'ajv/dist/2020.js';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { composeText, readCompose, resolvedCompose } from './compose-file.ts';

/** What docker-compose.yml says, without anything being run. */
const env = { PAIDONCE_FOLDER: '/srv/paidonce' };
const compose = readCompose(env);
const ours = ['migrate', 'api', 'worker'];

function schemaErrors(file: unknown): unknown {
  const schema: unknown = JSON.parse(
    readFileSync('test/deploy/compose-spec/compose-spec.json', 'utf8'),
  );
  const validate = new Ajv2020({ strict: false }).compile(schema as object);
  return validate(file) ? [] : validate.errors;
}

describe('docker-compose.yml', () => {
  test('follows the Compose Specification', () => {
    expect(schemaErrors(resolvedCompose(env))).toEqual([]);
  });

  test('the check refuses a service with a field that is none', () => {
    expect(schemaErrors({ services: { api: { image: 'a', comand: [] } } })).not.toEqual([]);
  });

  test('nothing starts before a person named the folder with the secrets', () => {
    expect(() => resolvedCompose({})).toThrow('PAIDONCE_FOLDER must name the folder');
  });

  test('no password stands in it, nor a default for one', () => {
    expect(composeText()).not.toMatch(/password[^\n]*:-/i);
    for (const [name, service] of Object.entries(compose.services)) {
      for (const [setting, value] of Object.entries(service.environment)) {
        if (!/PASSWORD|PWD|SECRET|KEY/.test(setting)) continue;
        expect(value, `${name}.${setting}`).toMatch(/^\/run\/secrets\//);
      }
    }
    for (const { file } of Object.values(compose.secrets)) {
      expect(file.startsWith('/srv/paidonce/')).toBe(true);
    }
    expect(compose.services['api']?.environment['DATABASE_URL']).not.toMatch(/:[^/@]+@/);
  });

  test('every port is open to this machine only', () => {
    const ports = Object.values(compose.services).flatMap((one) => one.ports);
    expect(ports).not.toEqual([]);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test('whoever is waited for until it is healthy has a health check, and no image floats', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      expect(service.image, name).toMatch(/:[\w.-]+$/);
      expect(service.image, name).not.toMatch(/:latest$|auto-setup/);
      for (const [other, { condition }] of Object.entries(service.depends_on)) {
        expect(compose.services[other], `${name} waits for ${other}`).toBeDefined();
        if (condition !== 'service_healthy') continue;
        expect(compose.services[other]?.healthcheck?.test, other).toBeDefined();
      }
    }
  });

  test('no service fills the disk by its log or the machine by its memory', () => {
    const mebibytes = (text: string): number =>
      Number.parseInt(text, 10) * (text.endsWith('g') ? 1_024 : 1);
    for (const [name, { logging, mem_limit: memory, environment }] of Object.entries(
      compose.services,
    )) {
      const { 'max-size': size, 'max-file': files } = logging.options;
      expect(mebibytes(size) * Number(files), name).toBeLessThanOrEqual(100);
      if (!ours.includes(name)) continue;
      const heap = /^--max-old-space-size=(\d+)$/.exec(environment['NODE_OPTIONS'] ?? '')?.[1];
      expect(Number(heap), name).toBeLessThan(0.75 * mebibytes(memory));
    }
  });

  test('what serves is started again when it ends, and its health check can end it', () => {
    for (const name of ['api', 'worker']) {
      const { restart, healthcheck, environment } = compose.services[name] ?? {};
      expect(restart).toBe('unless-stopped');
      expect(healthcheck?.test).toEqual(['CMD', 'node', 'build/cli/is-healthy.js', name]);
      expect(environment?.['PAIDONCE_HEARTBEAT_FILE']).toMatch(/^\/tmp\//);
    }
    const { restart, healthcheck, init } = compose.services['temporal'] ?? {};
    expect([restart, init]).toEqual(['unless-stopped', true]);
    expect(healthcheck?.test).toEqual(['CMD', 'sh', '/ops/health.sh']);
  });

  test('the engine’s health check ends a server that no longer greets, and none that only starts', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'paidonce-health-'));
    const server = spawn('sleep', ['60']);
    const ended = once(server, 'exit');
    const greeting = join(folder, 'greeting');
    const put = (name: string, line: string): void =>
      writeFileSync(join(folder, name), `#!/bin/sh\n${line}\n`, { mode: 0o700 });
    put('pidof', `[ "$1" = temporal-server ] && echo ${server.pid}`);
    put('nc', `cat > /dev/null; cat ${greeting}`);
    const isHealthy = (greets: boolean): boolean => {
      writeFileSync(greeting, greets ? '\x00\x06' : '');
      const path = `${folder}:${process.env['PATH'] ?? ''}`;
      const checked = { ...process.env, PATH: path, HEALTH_STATE: join(folder, 'state') };
      return spawnSync('sh', ['ops/temporal/health.sh'], { env: checked }).status === 0;
    };
    const fails = (times: number): void => {
      for (let time = 0; time < times; time += 1) expect(isHealthy(false)).toBe(false);
    };
    fails(13);
    expect(isHealthy(true)).toBe(true);
    fails(11);
    expect(isHealthy(true)).toBe(true);
    expect(server.exitCode ?? server.signalCode).toBeNull();
    fails(12);
    expect(await ended).toEqual([null, 'SIGKILL']);
    rmSync(folder, { recursive: true });
  });

  test('api and worker have neither the role that owns the tables nor its password', () => {
    for (const name of ['api', 'worker']) {
      const { environment, secrets } = compose.services[name] ?? {};
      expect(environment?.['DATABASE_URL']).toMatch(/^postgresql:\/\/paidonce_app@/);
      expect(environment?.['DATABASE_OWNER_URL']).toBeUndefined();
      expect(secrets).toEqual(['app_password']);
    }
    const { environment } = compose.services['migrate'] ?? {};
    expect(environment?.['DATABASE_OWNER_URL']).toMatch(/^postgresql:\/\/paidonce@/);
  });

  test('migrations come first: api and worker start once migrate has ended well', () => {
    for (const name of ['api', 'worker']) {
      expect(compose.services[name]?.depends_on['migrate']?.condition).toBe(
        'service_completed_successfully',
      );
    }
  });

  test('our services have one image, which is not Alpine and not run by root', () => {
    expect(new Set(ours.map((name) => compose.services[name]?.image)).size).toBe(1);
    const dockerfile = readFileSync('Dockerfile', 'utf8');
    expect(dockerfile).toMatch(/^ARG NODE_IMAGE=node:\d+-bookworm-slim$/m);
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^STOPSIGNAL SIGTERM$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK /m);
  });

  test('.dockerignore lets in every folder the build reads', () => {
    const ignore = readFileSync('.dockerignore', 'utf8');
    const compiled = ['api', 'activities', 'channels', 'cli', 'config', 'dev', 'domain'];
    for (const folder of [...compiled, 'ledger', 'worker', 'workflows']) {
      expect(readdirSync(folder)).not.toEqual([]);
      expect(ignore).toContain(`\n!${folder}\n`);
    }
  });
});
