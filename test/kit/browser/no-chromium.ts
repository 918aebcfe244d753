/** Names a Chromium or Chrome of one's own, for machines on which the package's can't start. */
export const chromiumVariable = 'PAIDONCE_TEST_CHROMIUM';

const ownProgram = `name a Chrome or Chromium of your own in ${chromiumVariable}`;

function remedy(said: string): string {
  const library = /shared libraries: ([^:\s]+)/.exec(said)?.[1];
  if (library !== undefined) {
    return `The machine lacks ${library}. On Debian or Ubuntu: apt-get install libnss3 libnspr4 libexpat1; on Fedora: dnf install nss nspr expat; or ${ownProgram}.`;
  }
  if (/EACCES|ENOSPC/.test(said)) {
    return 'The folder for temporary files (TMPDIR) needs 300 MB and must allow programs to run from it.';
  }
  return `It needs the libraries libnss3, libnspr4 and libexpat1; or ${ownProgram}.`;
}

/** Chromium did not start: what is missing and what to do, then its own words. */
export function noChromium(cause: unknown): Error {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    `Chromium did not start, so no page was looked at. ${remedy(said)}\nIt said: ${said}`,
    { cause },
  );
}

/** The package carries a Chromium for one kind of machine alone. */
export function noChromiumFor(machine: string): Error {
  return new Error(
    `No page was looked at: the Chromium in node_modules runs on linux x64, and this machine is ${machine}. To try pages here, ${ownProgram}.`,
  );
}
