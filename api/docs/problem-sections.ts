/**
 * The sections of docs/problems.md by their codes.
 *
 * @param text of that page
 */
export function problemSections(text: string): ReadonlyMap<string, string> {
  const sections = text.split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const [code = '', ...rest] = section.split('\n');
      return [code.trim(), rest.join('\n').trim()];
    }),
  );
}
