/** A signal of one try. `release` it when the try has ended. */
export type BoundedSignal = Readonly<{ signal: AbortSignal; release: () => void }>;

/**
 * Aborts with the caller's signal, or when the time is over. `AbortSignal.any` is not used: on
 * Node 20 each signal it makes stays with a caller's signal that lives long.
 */
export function boundedSignal(caller: AbortSignal | undefined, forMs: number): BoundedSignal {
  const controller = new AbortController();
  const end = (): void => controller.abort(caller?.reason);
  const timer = setTimeout(() => {
    controller.abort(new DOMException(`no answer within ${forMs} ms`, 'TimeoutError'));
  }, forMs);
  if (caller?.aborted === true) end();
  caller?.addEventListener('abort', end, { once: true });
  return Object.freeze({
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
      caller?.removeEventListener('abort', end);
    },
  });
}
