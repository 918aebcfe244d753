/** One page of a list. */
export type Page<Item> = Readonly<{
  items: Item[];
  /** What the next page begins after; null on the last page. */
  nextCursor: string | null;
}>;

/** A page of what was found, for which one more than `limit` was asked for. */
export function pageOf<Item>(
  found: readonly Item[],
  limit: number,
  cursorOf: (last: Item) => string,
): Page<Item> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = found.length > limit && last !== undefined ? cursorOf(last) : null;
  return { items, nextCursor };
}
