/** Where an entry of a story comes from. `person`: a fact that is somebody's decision. */
export const storySources = ['fact', 'person', 'callback', 'call', 'notice'] as const;
export type StorySource = (typeof storySources)[number];

/** Who did it, in words for people, and what. */
export type Telling = Readonly<{
  who: string;
  /** One sentence of plain English. */
  text: string;
}>;

/** One entry of an order's story. */
export type StoryEntry = Telling &
  Readonly<{
    atMs: number;
    source: StorySource;
    /** What says so: a callback, a request, an answer; null: it follows from what is known. */
    evidence: string | null;
    /** Our own number of the attempt or refund that it is about. */
    about: string | null;
    /** Of a fact, its seq in the order. */
    seq: number | null;
  }>;

/** Who decides by the rules. */
export const rules = 'PaidOnce';
export const merchant = 'the merchant';
export const shopper = 'the shopper';
