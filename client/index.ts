/** What `@paidonce/client` offers: the package's one entry. */
export { type Client, createClient } from './client.ts';
export type * from './contract.ts';
export type { Deliveries, Events } from './events.ts';
export type { FollowedEvent, FollowSettings } from './following.ts';
export type { Listing, Page } from './listing.ts';
export type { Keys, Merchants, NoticeSecrets } from './merchants.ts';
export { NoticeError, type NoticeErrorCode } from './notice-error.ts';
export type { Attention, Audit, ControlsDesk } from './operations-desk.ts';
export type { Orders } from './orders.ts';
export { OutcomeUnknownError } from './outcome-unknown-error.ts';
export { PaidOnceError } from './paidonce-error.ts';
export { isProblem, type ProblemCode, ProblemError } from './problem-error.ts';
export type { Refunds } from './refunds.ts';
export type { Patience } from './retry-schedule.ts';
export type { CallSettings, ClientSettings, PostSettings } from './settings.ts';
export { UnexpectedAnswerError } from './unexpected-answer-error.ts';
export { UnreachableError } from './unreachable-error.ts';
export { type NoticeHeaders, verifyNotice, type VerifySettings } from './verify-notice.ts';
