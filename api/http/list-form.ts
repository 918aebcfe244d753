import { z } from 'zod';
import type { AnswerForm } from './answer.ts';
import { nextCursor } from './text-forms.ts';

/** One page of a list, as its answer holds it. */
type PageObject<Item extends z.ZodType> = z.ZodObject<{
  data: z.ZodArray<Item>;
  next_cursor: typeof nextCursor;
}>;

/**
 * The answer of a list that is read page by page.
 *
 * @param about what the page is, its name in the contract, and how it is sorted
 */
export function pageForm<Item extends z.ZodType>(
  item: Item,
  about: Readonly<{ id: string; page: string; sorted: string }>,
): AnswerForm<PageObject<Item>> {
  const description = `${about.page}.`;
  const data = z.array(item).meta({ description: about.sorted });
  return {
    description,
    body: z.object({ data, next_cursor: nextCursor }).meta({ id: about.id, description }),
  };
}
