/** Roles of a key that belongs to one merchant. @see docs/api.md#keys-and-forms */
export const merchantKeyRoles = ['merchant', 'read'] as const;
export type MerchantKeyRole = (typeof merchantKeyRoles)[number];

/** `ops` is for the whole installation; by it persons decide (rule 18). */
export const keyRoles = [...merchantKeyRoles, 'ops'] as const;
export type KeyRole = (typeof keyRoles)[number];
