import { TypeOverrides } from 'pg';

// PostgreSQL's ids of its types; they never change.
const int8Oid = 20;
const dateOid = 1082;

function readSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`The database holds ${text}, which is beyond the integers we can trust.`);
  }
  return value;
}

/**
 * How columns are read: bigint as a number, `date` as text. A bigint is checked,
 * because an amount that is rounded when read would be a wrong amount.
 */
export function columnParsers(): TypeOverrides {
  const overrides = new TypeOverrides();
  overrides.setTypeParser(int8Oid, 'text', readSafeInteger);
  overrides.setTypeParser(dateOid, 'text', (text: string) => text);
  return overrides;
}
