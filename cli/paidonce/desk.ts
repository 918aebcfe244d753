import { type Client, createClient } from '../../client/client.ts';
import type { Surroundings } from './surroundings.ts';
import { UsageError } from './usage-error.ts';

/** What every command works with. */
export type Desk = Readonly<{
  surroundings: Surroundings;
  /** The installation that the environment names. @throws UsageError where it names none */
  client: () => Client;
  /** Prints JSON for programs, or text for people. */
  show: (options: Readonly<{ json?: boolean }>, value: unknown, text: () => string) => void;
}>;

function required(surroundings: Surroundings, name: string, what: string): string {
  const value = surroundings.env[name] ?? '';
  if (value !== '') return value;
  throw new UsageError(`${name} is not set: ${what}. Nothing was sent.`);
}

export function openDesk(surroundings: Surroundings): Desk {
  return Object.freeze<Desk>({
    surroundings,
    client: () =>
      createClient({
        url: required(surroundings, 'PAIDONCE_URL', 'the address of the installation'),
        key: required(surroundings, 'PAIDONCE_KEY', 'an API key, of a merchant or of role ops'),
      }),
    show: ({ json }, value, text) => {
      surroundings.out(json === true ? `${JSON.stringify(value)}\n` : text());
    },
  });
}
