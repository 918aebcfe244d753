import { z } from 'zod';

/** The last millisecond of the year 9999. */
const latestMs = 253_402_300_799_999;

/** A moment of a cursor, ms since 1970. */
export const cursorMs = z.int().min(0).max(latestMs);

/** How a list names the place after a row, for the page that begins there. */
export type KeysetCursor<Position> = Readonly<{
  write: (position: Position) => string;
  /** Null for text that is no cursor of ours. */
  read: (cursor: string) => Position | null;
}>;

/** @param position what a list is sorted by, as JSON */
export function keysetCursor<Position>(position: z.ZodType<Position>): KeysetCursor<Position> {
  return {
    write: (last) => Buffer.from(JSON.stringify(last)).toString('base64url'),
    read: (cursor) => {
      try {
        const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
        return position.safeParse(value).data ?? null;
      } catch {
        // Text that is not JSON is no cursor of ours.
        return null;
      }
    },
  };
}

/** As `read` of a cursor. @throws RangeError for text that is no cursor of ours */
export function placeAfter<Position>(of: KeysetCursor<Position>, cursor: string): Position {
  const position = of.read(cursor);
  if (position === null) throw new RangeError('The cursor is not one this ledger gave.');
  return position;
}
