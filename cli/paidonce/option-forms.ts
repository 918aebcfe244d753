import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from './usage-error.ts';

/** What every command takes. */
export type CommonOptions = Readonly<{ json?: boolean; merchant?: string }>;
/** What a command takes that changes something. */
export type PostOptions = CommonOptions & Readonly<{ idempotencyKey?: string }>;

/** A whole number, as amounts, seconds and counts are. */
export function wholeNumber(text: string): number {
  if (/^[0-9]{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
}

/** One or more. */
export function count(text: string): number {
  const value = wholeNumber(text);
  if (value >= 1) return value;
  throw new InvalidArgumentError('It must be 1 or more.');
}

export function currencyCode(text: string): string {
  if (/^[A-Z]{3}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be three capital letters (ISO 4217), as CNY.');
}

/** A moment, which is sent as RFC 3339 in UTC. */
export function moment(text: string): string {
  const ms = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(ms)) return new Date(ms).toISOString();
  throw new InvalidArgumentError('It must be a time, as 2026-11-30T09:00:00Z.');
}

export function httpAddress(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('It must be an http or https address.');
}

export function orderId(text: string): string {
  if (/^[A-Za-z0-9_.-]{1,64}$/.test(text) && text !== '.' && text !== '..') return text;
  throw new InvalidArgumentError('It must be 1 to 64 of letters, digits and _ . -');
}

/** A payment number, refund number, event id, key id and the like. */
export function someId(text: string): string {
  if (/^[\x21-\x7e]{1,200}$/.test(text) && text !== '.' && text !== '..') return text;
  throw new InvalidArgumentError('It must be an id: visible characters without spaces.');
}

export function merchantId(text: string): string {
  if (/^[a-z0-9_-]{1,32}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be 1 to 32 of a-z, digits and _ -');
}

/** `name=value`, several times. */
export function pairs(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It must be NAME=VALUE.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

/** One of a few words. */
export function choice(flags: string, about: string, among: readonly string[]): Option {
  return new Option(flags, about).choices(among);
}

/** A command that does something; each prints JSON where it is asked to. */
export function leaf(parent: Command, usage: string, about: string): Command {
  const [name = '', ...parts] = usage.split(' ');
  return parent
    .command([name, ...parts].join(' '))
    .description(about)
    .option('--json', 'print JSON, for programs');
}

/** For commands whose data an ops key must name. */
export function merchantOption(command: Command): Command {
  return command.option('--merchant <id>', 'with an ops key: whose data is meant', merchantId);
}

/** For commands that change something. */
export function keyOption(command: Command): Command {
  return command.option(
    '--idempotency-key <key>',
    'repeat a command whose outcome was unknown: it is not done twice',
    someId,
  );
}

/** JSON of a file. @throws UsageError for one that is none */
export function jsonFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${path} can’t be read as JSON: ${why}. Nothing was sent.`);
  }
}
