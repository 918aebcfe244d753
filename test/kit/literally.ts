/** The pattern that finds a text as it is: for vitest's `--testNamePattern`. */
export function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
