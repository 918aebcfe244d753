/**
 * The anchor that a heading gets on the web, as GitHub makes it.
 *
 * @param heading as Markdown has it, without its `#`
 */
export function anchorOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}
