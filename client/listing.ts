/** A page of a list, as it was answered. */
export type Page<Entry> = Readonly<{ data: readonly Entry[]; next_cursor: string | null }>;

/** A list that is read page by page, only as far as it is iterated. */
export type Listing<Entry> = AsyncIterable<Entry> &
  Readonly<{ pages: () => AsyncIterable<Page<Entry>> }>;

/** @param read reads the page that begins at a cursor; undefined: the first */
export function listing<Entry>(
  read: (cursor: string | undefined) => Promise<Page<Entry>>,
): Listing<Entry> {
  async function* pages(): AsyncGenerator<Page<Entry>, void, undefined> {
    let cursor: string | undefined;
    do {
      const page = await read(cursor);
      yield page;
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
  }
  async function* entries(): AsyncGenerator<Entry, void, undefined> {
    for await (const page of pages()) yield* page.data;
  }
  return Object.freeze({ pages, [Symbol.asyncIterator]: entries });
}
