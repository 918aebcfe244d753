/** What every error of this client is an instance of; those of a wrong use are a TypeError. */
export abstract class PaidOnceError extends Error {
  abstract override readonly name: string;
}
