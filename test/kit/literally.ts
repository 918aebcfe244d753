/** The pattern that matches exactly this text, for vitest's `--testNamePattern`. */
export function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
