/**
 * Does something for each of many, some at a time.
 *
 * @param most how many at a time
 * @returns what came of each, in the sequence of the items
 * @throws what the first failing work throws; work that has begun then goes on
 */
export async function someAtATime<Item, Result>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of left) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return results;
}
