/** What may wait for whoever reads standard error, in bytes; beyond it words are dropped. */
const mostWaiting = 64 * 1024;

/** A reader who goes away must not end the sandbox: its money is the truth that tests look at. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/** Says on standard error what went wrong here. It neither waits nor throws. */
export function complain(words: string): void {
  if (process.stderr.writableLength < mostWaiting) process.stderr.write(`sandbox: ${words}\n`);
}
