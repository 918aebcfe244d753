import type { Stage } from './stage.ts';

/** A control of the sandbox that `Street` has no word for. @throws when it is refused */
export async function sandboxControl(
  { paidonce }: Stage,
  path: string,
  body: Readonly<Record<string, unknown>>,
): Promise<void> {
  const answer = await fetch(`${paidonce.addresses.sandbox}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`sandbox ${path}: ${await answer.text()}`);
}
