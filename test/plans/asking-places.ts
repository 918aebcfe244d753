import {
  forEachChild,
  isCallExpression,
  isIdentifier,
  isPropertyAccessExpression,
} from 'typescript';
import { createSourceFile, type Expression, type Node, ScriptTarget } from 'typescript';
import { projectFolder } from '../../dev/own-process.ts';
import { readTree } from '../house/docs/tree.ts';
import { doors } from './doors.js';

/** A call in our source that hands PostgreSQL a statement, by its first and last line. */
export type AskingPlace = Readonly<{ file: string; from: number; to: number }>;

const rooms = /^(activities|api|cli|dev|ledger|worker)\//;
const asking = new Set(['run', 'select', 'selectOne']);

function isAsking(callee: Expression): boolean {
  if (isIdentifier(callee)) return asking.has(callee.text);
  // A channel's account is asked by a method of this name, too.
  return (
    isPropertyAccessExpression(callee) &&
    callee.name.text === 'query' &&
    callee.expression.getText() !== 'account'
  );
}

function placesIn(file: string, text: string): AskingPlace[] {
  const source = createSourceFile(file, text, ScriptTarget.Latest, true);
  const lineOf = (position: number): number =>
    source.getLineAndCharacterOfPosition(position).line + 1;
  const found: AskingPlace[] = [];
  const visit = (node: Node): void => {
    if (isCallExpression(node) && isAsking(node.expression)) {
      found.push({ file, from: lineOf(node.getStart()), to: lineOf(node.getEnd()) });
    }
    forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** All calls of the product that hand PostgreSQL a statement. */
export function askingPlaces(): AskingPlace[] {
  return readTree(projectFolder)
    .files.filter(({ path }) => rooms.test(path) && !doors.includes(path))
    .filter(({ path }) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .filter(
      ({ text }) =>
        text.includes('database/database.ts') ||
        text.includes('./database.ts') ||
        text.includes("'pg'"),
    )
    .flatMap(({ path, text }) => placesIn(path, text));
}
