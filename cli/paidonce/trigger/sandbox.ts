import { UnreachableError } from '../../../client/unreachable-error.ts';
import { UsageError } from '../usage-error.ts';

const boundMs = 15_000;

/** The sandbox's controls: what shoppers and channels do. @see sandbox/README.md */
export type Sandbox = Readonly<{
  /** @param control the last part of its address, as `pay` @throws where it refuses */
  control: (control: string, body: Readonly<Record<string, unknown>>) => Promise<void>;
}>;

export function openSandbox(url: string): Sandbox {
  return Object.freeze<Sandbox>({
    control: async (control, body) => {
      const address = `${url.replace(/\/+$/, '')}/_sandbox/${control}`;
      const request = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(boundMs),
      };
      const response = await fetch(address, request).catch((error: unknown) => {
        throw new UnreachableError(`sandbox ${address}`, error);
      });
      const text = await response.text();
      if (response.ok) return;
      throw new UsageError(`The sandbox refused ${control} (${response.status}): ${text}`);
    },
  });
}
