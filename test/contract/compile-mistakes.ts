import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Programs by what they are called, each in a file of its own. */
export type Programs = Readonly<Record<string, string>>;

/** Where a program of that name stands. */
export function programFile(folder: string, name: string): string {
  return join(folder, `${name.replaceAll(' ', '-')}.ts`);
}

/**
 * Compiles programs, strictly, all as one: the library is read once. Nothing of Node's types is there.
 *
 * @param lead what each program begins with
 * @returns what the compiler says of each file; of none that has no mistake
 */
export function mistakesByFile(
  folder: string,
  programs: Programs,
  lead: string,
  options: ts.CompilerOptions,
): ReadonlyMap<string, string> {
  const files = Object.entries(programs).map(([name, program]) => {
    writeFileSync(programFile(folder, name), lead + program);
    return programFile(folder, name);
  });
  const compiled = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
    ...options,
  });
  const found = new Map<string, string>();
  for (const { file, messageText } of ts.getPreEmitDiagnostics(compiled)) {
    const name = file?.fileName ?? 'the program';
    const said = ts.flattenDiagnosticMessageText(messageText, '\n');
    found.set(name, `${found.get(name) ?? ''}${said}\n`);
  }
  return found;
}
