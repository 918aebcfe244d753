import { writeFile } from 'node:fs/promises';

export type HeartbeatSettings = Readonly<{
  /** The file written at each beat; its age is what `cli/is-healthy.ts` looks at. */
  path: string;
  /** Between beats, ms. */
  everyMs: number;
  /** No beat while this is false. */
  isWell: () => boolean;
  onFailure: (error: unknown) => void;
}>;

/**
 * Writes the time to a file again and again, so that a check from outside notices a hanging
 * process.
 */
export function startHeartbeat(settings: HeartbeatSettings): Readonly<{ stop: () => void }> {
  const beat = (): void => {
    if (!settings.isWell()) return;
    writeFile(settings.path, `${new Date().toISOString()}\n`).catch(settings.onFailure);
  };
  beat();
  const timer = setInterval(beat, settings.everyMs);
  return { stop: () => clearInterval(timer) };
}
