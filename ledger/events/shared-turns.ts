/** The turn under way, and the one after it, if somebody waits for it. */
type Turn = { readonly running: Promise<void>; next: Promise<void> | null };

/**
 * Does something for many who ask at once: one turn at a time for each name, and all who ask while
 * a turn is under way share the next one.
 *
 * @param work must not throw
 * @returns asks; resolves when a turn has ended that began after the asking
 */
export function sharedTurns(
  work: (name: string) => Promise<void>,
): (name: string) => Promise<void> {
  const turns = new Map<string, Turn>();
  function begin(name: string): Promise<void> {
    const running = work(name).then(() => {
      if (turn.next === null) turns.delete(name);
    });
    const turn: Turn = { running, next: null };
    turns.set(name, turn);
    return running;
  }
  return (name) => {
    const turn = turns.get(name);
    if (turn === undefined) return begin(name);
    turn.next ??= turn.running.then(() => begin(name));
    return turn.next;
  };
}
