/** The first entries of a list, which is read no further. */
export async function taken<Entry>(list: AsyncIterable<Entry>, most: number): Promise<Entry[]> {
  const found: Entry[] = [];
  for await (const one of list) {
    found.push(one);
    if (found.length >= most) break;
  }
  return found;
}
