import { z } from 'zod';

/** An order id or refund id, which the merchant chose. */
export const merchantsOwnId = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ . -')
  .meta({ description: 'Chosen by the merchant.', example: 'A-1001' });

/**
 * One that is chosen now. In an address `.` and `..` mean other things, so nobody could ask for
 * what is called so. @see docs/api.md#keys-and-forms
 */
export const newId = merchantsOwnId.regex(/^(?!\.{1,2}$)/, 'must not be . or ..');

/** The id of a merchant, chosen by the operator. */
export const merchantId = z
  .string()
  .regex(/^[a-z0-9_-]{1,32}$/, 'must be 1 to 32 of a-z 0-9 _ -')
  .meta({ description: 'A merchant, as the operator named it.', example: 'shop' });

/** Text for people: not blank, `longest` characters at most. */
export function plainText(longest: number): z.ZodString {
  return z
    .string()
    .min(1, 'must not be empty')
    .max(longest, `must be ${longest} characters at most`);
}

/** A moment as callers write it. */
export const askedMoment = z.iso
  .datetime({ offset: true, error: 'must be an RFC 3339 time' })
  .meta({ example: '2026-11-30T09:00:00Z' });

/** A moment as we tell it. */
export const toldMoment = z.iso.datetime().meta({ example: '2026-11-30T09:00:00.000Z' });

/** Why a person decided so; kept with the decision. */
export const personsReason = plainText(500).meta({
  description: 'Why. Kept with the name of the key that decided (rule 18).',
  example: 'The shopper wrote to support; ticket 4711.',
});

/** Whole minor units of a currency: cents, fen. */
export const minorUnits = z
  .int('must be a whole number of minor units')
  .min(0, 'must be 0 or more')
  .meta({ description: 'Whole minor units of the currency.', example: 1999 });

/** Page of a list: where the next one begins. */
export const nextCursor = z.string().nullable().meta({
  description: 'Give it as `cursor` to read on; null after the last page.',
  example: null,
});
