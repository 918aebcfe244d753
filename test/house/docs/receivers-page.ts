import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../../dev/own-process.ts';

/** The page of the receivers, inside of the repository. */
export const receiversPage = 'docs/receivers.md';

const receivers = [
  { title: 'Node', language: 'js', file: 'docs/receivers/node/receiver.mjs' },
  { title: 'Python', language: 'python', file: 'docs/receivers/python/receiver.py' },
  { title: 'Java', language: 'java', file: 'docs/receivers/java/Receiver.java' },
  { title: 'Go', language: 'go', file: 'docs/receivers/go/receiver.go' },
] as const;

/** The page with the programs as their files have them: what stands before them stays. */
export function receiversText(before: string): string {
  const [words = ''] = before.split('\n## Node\n');
  const sections = receivers.map(({ title, language, file }) => {
    const text = readFileSync(join(projectFolder, file), 'utf8').trimEnd();
    return `## ${title}\n\n\`${file}\`\n\n\`\`\`${language}\n${text}\n\`\`\`\n`;
  });
  return `${words.trimEnd()}\n\n${sections.join('\n')}`;
}
