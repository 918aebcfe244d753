/**
 * Stands in a request for a value that is known only when it is sent: a new id, or one that an
 * answer told before. So fast-check repeats and shrinks requests whatever was answered meanwhile.
 */
const fresh = '@new@';
const places = /@known:([^:"]*):(\d+):([^@"]*)@/g;

/** A new id; in lower case, as ids of merchants are. */
export const freshId = fresh;

/**
 * @param names where to look for it, first to last: a field of any answer, as `attempt`, or a field
 *   of what a collection holds, as `orders.id`
 * @param otherwise what is sent while nothing is known under those names
 */
export function knownValue(names: readonly string[], at: number, otherwise: string): string {
  return `@known:${names.join('|')}:${at}:${otherwise}@`;
}

const mostKept = 400;

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What answers told so far, by the names of their fields. */
export class KnownValues {
  readonly #byName = new Map<string, string[]>();
  readonly #newId: () => string;

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  /** @param collection the last word of the address that was asked: `orders` */
  learn(collection: string, answer: unknown, under = ''): void {
    for (const item of Array.isArray(answer) ? (answer as unknown[]) : [answer]) {
      if (isObject(item)) this.#learnObject(collection, item, under);
    }
  }

  #learnObject(collection: string, item: object, under: string): void {
    const own = 'id' in item && typeof item.id === 'string' ? item.id : under;
    for (const [name, value] of Object.entries(item) as [string, unknown][]) {
      if (typeof value === 'string') {
        this.#keep(name, value);
        this.#keep(`${collection}.${name}`, value);
        if (under !== '') this.#keep(`${collection}.${name} of ${under}`, value);
      } else {
        this.learn(name === 'data' ? collection : name, value, own);
      }
    }
  }

  #keep(name: string, value: string): void {
    // The cashier page's right is the end of its address.
    if (name === 'checkout_url') this.#keep('token', value.split('/').at(-1) ?? '');
    const known = this.#byName.get(name) ?? [];
    this.#byName.set(name, known);
    if (known.length < mostKept && !known.includes(value)) known.push(value);
  }

  /**
   * @param text that of an address, a header or a body
   * @param under what the address names: what belongs to it goes before what does not
   * @returns the text with what is known now in the place of what stands for it
   */
  fill(text: string, under = ''): string {
    return text
      .replaceAll(fresh, () => this.#newId())
      .replaceAll(
        places,
        (_, names: string, at: string, otherwise: string) =>
          this.#known(names.split('|'), Number(at), under) ?? otherwise,
      );
  }

  #known(names: readonly string[], at: number, under: string): string | undefined {
    for (const name of [...names.map((one) => `${one} of ${under}`), ...names]) {
      const known = this.#byName.get(name) ?? [];
      if (known.length > 0) return known[at % known.length];
    }
    return undefined;
  }
}
