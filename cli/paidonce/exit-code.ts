import { CommanderError } from 'commander';
import { OutcomeUnknownError } from '../../client/outcome-unknown-error.ts';
import { isProblem, type ProblemError } from '../../client/problem-error.ts';
import { UnexpectedAnswerError } from '../../client/unexpected-answer-error.ts';
import { UnreachableError } from '../../client/unreachable-error.ts';
import { UsageError } from './usage-error.ts';

/** What a command ends with. @see docs/command-line.md#exit-codes */
export const exitCodes = Object.freeze({
  done: 0,
  refused: 1,
  wrongUsage: 2,
  unknown: 3,
  unreachable: 4,
});

type End = Readonly<{ code: number; words: string }>;

function refusal({ message, problem }: ProblemError): string {
  const mistakes = (problem.errors ?? []).map(({ pointer, detail }) => `  ${pointer}: ${detail}`);
  return [message, ...mistakes, `  request ${problem.request_id}`].join('\n');
}

/** Thrown by a command that has said all, and whose end has another code than 1. */
export class EndWithCode extends Error {
  override readonly name = 'EndWithCode';
  readonly code: number;

  constructor(code: number, words: string) {
    super(words);
    this.code = code;
  }
}

/** How a command that threw ends; `words` is empty where they were said already. */
export function endOf(error: unknown): End {
  if (error instanceof CommanderError) {
    return { code: error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage, words: '' };
  }
  if (error instanceof EndWithCode) return { code: error.code, words: error.message };
  if (error instanceof UsageError) return { code: exitCodes.wrongUsage, words: error.message };
  if (isProblem(error)) return { code: exitCodes.refused, words: refusal(error) };
  if (error instanceof OutcomeUnknownError) {
    const repeat =
      error.idempotencyKey === null
        ? ''
        : `\nRepeat the same command with --idempotency-key ${error.idempotencyKey}`;
    return { code: exitCodes.unknown, words: `${error.message}${repeat}` };
  }
  if (error instanceof UnreachableError || error instanceof UnexpectedAnswerError) {
    const words = `${error.message}\nIs PAIDONCE_URL right? \`paidonce doctor\` looks further.`;
    return { code: exitCodes.unreachable, words };
  }
  // A wrong id or key: the client refuses before it sends.
  if (error instanceof TypeError) return { code: exitCodes.wrongUsage, words: error.message };
  const words = error instanceof Error ? error.message : String(error);
  return { code: exitCodes.refused, words };
}
