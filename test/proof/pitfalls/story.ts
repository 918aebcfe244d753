import type { Stage } from './stage.ts';

/** Where a failure is described: a public thread, or code at a commit. */
export type Source = Readonly<{ name: string; url: string }>;

/** A failure that users of other systems report; texts are Markdown of one line. */
export type Pitfall = Readonly<{
  pitfall: string;
  /** Each source was read, not cited from memory. */
  sources: readonly [Source, ...Source[]];
  /** What happens there, in one sentence. */
  there: string;
  /** What happens here, in one sentence. */
  here: string;
  /** The name of the test, which fails if PaidOnce does the same. */
  test: string;
}>;

/** A pitfall, and the script that plays it. */
export type Story = Pitfall &
  Readonly<{
    /** Begins, before the first story, what takes long by itself. @returns the id of its order */
    begin?: (stage: Stage) => Promise<string>;
    /**
     * @param begun what `begin` returned; empty without one
     * @throws if PaidOnce fails in the same way
     */
    play: (stage: Stage, begun: string) => Promise<void>;
  }>;
