/** Thrown to refuse a call the way a channel does; each channel has its own kind of it. */
export abstract class Refusal extends Error {}
