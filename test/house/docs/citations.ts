import type { TextFile } from './tree.ts';

/** A number or name that is cited, and where. */
export type Citation = Readonly<{ path: string; cited: string }>;

// A sentence of a comment goes on in the next line, behind the mark that comments begin with.
const lineBreak = /\s*\n\s*(?:\*(?!\/)|\/\/|--)?\s*/g;
const rules = /\brules? (\d+(?:(?:, and |, | and | or | to )\d+)*)/gi;

/** Every rule number in a text: "rule 10", "Rules 1, 5 and 7", "rule 21: …". */
export function citedRules({ path, text }: TextFile): Citation[] {
  return [...text.replace(lineBreak, ' ').matchAll(rules)].flatMap(([, numbers = '']) =>
    [...numbers.matchAll(/\d+/g)].map(([cited]) => ({ path, cited })),
  );
}

// `test('no-guess: …'`, a suite likewise, or the `test:` of a story and of a guard's witness.
const named = /(?:\(|\btest:)\s*['"`]([a-z]+(?:-[a-z]+)+): /g;

/** Every invariant that a test is named after. */
export function citedInvariants({ path, text }: TextFile): Citation[] {
  return [...text.matchAll(named)].map(([, cited = '']) => ({ path, cited }));
}

/** The numbers of the rules' headings. */
export function rulesOf(page: string): string[] {
  return [...page.matchAll(/^### Rule (\d+):/gm)].map(([, number = '']) => number);
}

/** The names in the table of invariants. */
export function invariantsOf(page: string): string[] {
  return [...page.matchAll(/^\| \*\*([a-z-]+)\*\*/gm)].map(([, name = '']) => name);
}

/** Those that are cited and not there, as sentences. */
export function unknown(cited: readonly Citation[], known: readonly string[]): string[] {
  return cited
    .filter((one) => !known.includes(one.cited))
    .map((one) => `${one.path} cites ${one.cited}`);
}
