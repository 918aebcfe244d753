import type { z } from 'zod';

/** What a route answers; `body`, if there is one, becomes JSON. */
export type Answer = Readonly<{
  status: number;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
}>;

/** A header that an answer carries. */
export type HeaderForm = Readonly<{ description: string; example: string }>;

/** One answer that a route gives: what it means, and what it holds. */
export type AnswerForm<Body extends z.ZodType | null = z.ZodType | null> = Readonly<{
  description: string;
  /** Null: the answer has no body. */
  body: Body;
  /** Those that every such answer carries. */
  headers?: Readonly<Record<string, HeaderForm>>;
}>;

/** The answers of a route by status; what is refused is told by problems. */
export type AnswerForms = Readonly<Record<number, AnswerForm>>;

type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Name in keyof T]: Frozen<T[Name]> }
    : T;

/** An answer as one of the declared forms: its status and the body that belongs to it. */
export type AnswerOf<Forms extends AnswerForms> = {
  [Status in keyof Forms & number]: Readonly<{
    status: Status;
    headers?: Readonly<Record<string, string>>;
  }> &
    (Forms[Status] extends AnswerForm<infer Body extends z.ZodType>
      ? Readonly<{ body: Frozen<z.output<Body>> }>
      : Readonly<{ body?: undefined }>);
}[keyof Forms & number];

/**
 * What is wrong with an answer that is not as its route declares it; null when nothing is. Names
 * fields and never shows their content.
 */
export function mismatchOf(forms: AnswerForms, answer: Answer): string | null {
  const form = forms[answer.status];
  if (form === undefined) return `status ${answer.status} is not declared`;
  if (form.body === null) return answer.body === undefined ? null : 'a body is not declared';
  const read = form.body.safeParse(answer.body);
  if (read.success) return null;
  return read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`).join('; ');
}
