import type { Command } from 'commander';
import type { Desk } from '../desk.ts';
import { apiFindings, publicFindings } from '../doctor/api-findings.ts';
import { accountFindings, configurationFindings } from '../doctor/configuration-findings.ts';
import { databaseFindings } from '../doctor/database-findings.ts';
import { diskFindings } from '../doctor/disk-finding.ts';
import { engineFindings } from '../doctor/engine-findings.ts';
import { type Finding, type Level, notWell } from '../doctor/finding.ts';
import { EndWithCode, exitCodes } from '../exit-code.ts';
import { type CommonOptions, leaf } from '../option-forms.ts';
import { printable } from '../table.ts';

const marks: Readonly<Record<Level, string>> = {
  well: 'ok',
  not_checked: '--',
  look: 'look',
  wrong: 'WRONG',
  unreachable: 'DEAD',
};

function lineOf({ what, level, found, remedy }: Finding): string {
  const help = remedy === null ? '' : `       do: ${remedy}\n`;
  return `${marks[level].padEnd(5)}  ${what}: ${printable(found)}\n${help}`;
}

async function apiOf(desk: Desk): Promise<readonly Finding[]> {
  const { env } = desk.surroundings;
  if ((env['PAIDONCE_URL'] ?? '') !== '' && (env['PAIDONCE_KEY'] ?? '') !== '') {
    return await apiFindings(desk.client());
  }
  const help = 'Set both to have the API checked.';
  return [notWell('API', 'not_checked', 'PAIDONCE_URL or PAIDONCE_KEY is not set here', help)];
}

async function examine(desk: Desk): Promise<readonly Finding[]> {
  const { surroundings } = desk;
  const { configuration, findings } = configurationFindings(surroundings);
  const parts = await Promise.all([
    databaseFindings(surroundings),
    engineFindings(surroundings),
    apiOf(desk),
    configuration === null ? [] : publicFindings(configuration),
    diskFindings(surroundings),
  ]);
  const accounts = configuration === null ? [] : accountFindings(configuration);
  return [...findings, ...accounts, ...parts.flat()];
}

/** The worst finding decides how the command ends. */
function endBy(findings: readonly Finding[]): void {
  const isAny = (level: Level): boolean => findings.some((one) => one.level === level);
  const words = 'Something is wrong; see above what to do.';
  if (isAny('unreachable')) throw new EndWithCode(exitCodes.unreachable, words);
  if (isAny('wrong')) throw new EndWithCode(exitCodes.refused, words);
}

/** `paidonce doctor` */
export function addDoctor(program: Command, desk: Desk): void {
  leaf(
    program,
    'doctor',
    'look at everything PaidOnce needs, and say what to do: configuration, accounts, database, engine, clock, API, public address, disk. Exit code by the worst finding: 1 wrong, 4 not reached',
  ).action(async (options: CommonOptions) => {
    const findings = await examine(desk);
    desk.show(options, { findings }, () => findings.map(lineOf).join(''));
    endBy(findings);
  });
}
