import type { Stage } from './stage.ts';

/** Where a failure is described: a public thread, or code at a commit. */
export type Source = Readonly<{ name: string; url: string }>;

/** A failure that users of other systems report; texts are Markdown of one line. */
export type Pitfall = Readonly<{
  pitfall: string;
  /** Found and read, never cited from memory. */
  sources: readonly [Source, ...Source[]];
  /** What happens there, in one sentence. */
  there: string;
  /** What happens here, in one sentence. */
  here: string;
  /** The test's name: what fails when ours goes wrong. */
  test: string;
}>;

/** A pitfall and the script that walks into it. */
export type Story = Pitfall &
  Readonly<{
    /** What takes long by itself, begun before the first story. @returns the id of its order */
    begin?: (stage: Stage) => Promise<string>;
    /**
     * @param begun what `begin` returned; empty without one
     * @throws when ours goes wrong
     */
    play: (stage: Stage, begun: string) => Promise<void>;
  }>;
