/** A command that proves, or measures, and leaves figures. */
type Proof = Readonly<{
  title: string;
  /** What it does, as sentences for the page. */
  about: string;
  /** The command of each form, by the name its run has in the summary; the usual form first. */
  forms: Readonly<Record<string, string>>;
  /** What there is a row for, and what it tells; the summary has only their sums. */
  rows: string;
  /** What each of its figures means. */
  meanings: Readonly<Record<string, string>>;
}>;

/** In the order of the summary and of docs/figures.md. */
export const proofs = {
  model: {
    title: 'Model check',
    about:
      'Explores everything that can happen to an order in small configurations, through the production rules, and checks each invariant in each state.',
    forms: {
      model: 'npm run proof:model',
      'model full': 'npm run proof:model -- --full',
      'model deep': 'npm run proof:model -- --deep',
    },
    rows: 'each configuration: its states, transitions, depth, states at rest and time',
    meanings: {
      configurations: 'kinds of channels with what may go wrong; each explored to its end',
      states: 'different states reached, over all configurations',
      transitions: 'ways from one state to the next',
      deepest: 'steps to the farthest state, on the shortest way',
      violations: 'configurations in which an invariant broke; 0 is the proof',
      notExhausted: 'configurations given up as too large; they prove nothing',
    },
  },
  random: {
    title: 'Random stories',
    about:
      'Walks the same rules and models at random, with every kind of fault at once and three attempts.',
    forms: {
      random: 'npm run proof:random',
      'random long': 'npm run proof:random -- --runs 1000000',
    },
    rows: 'each kind of event: in how many stories it came up',
    meanings: {
      runs: 'stories walked, each until the order is at rest',
      steps: 'steps of all stories; each invariant is checked after each',
      eventKinds: 'different kinds of event that came up',
      violations: 'searches that broke an invariant; 0 is the proof',
    },
  },
  guards: {
    title: 'Guards',
    about:
      'Takes each guard (a lock, a unique key, a check before an action) out of a copy of the source, and runs the test that should notice.',
    forms: { guards: 'npm run proof:guards' },
    rows: 'each guard: its file, what was disabled, the test that noticed, and the time',
    meanings: {
      guards: 'guards taken out, one at a time',
      caught: 'of these, noticed by a test; all of them is the proof',
    },
  },
  chaos: {
    title: 'Kill suite',
    about:
      'Kills, stops and cuts off real processes under load, with channels that fail; the sandbox’s money book judges.',
    forms: {
      chaos: 'npm run proof:chaos',
      'chaos full': 'npm run proof:chaos -- --full',
    },
    rows: 'each process, fault point, operation of a channel, and kind of story: what struck it, and how it ended',
    meanings: {
      orders: 'orders played',
      kills: 'processes killed, at any time or at a fault point',
      processFaults: 'kills, stops and cuts together',
      channelFaults: 'faults of channels that struck',
      missedCells: 'pairs of a process or channel and a fault that nothing struck; full: must be 0',
      violations: 'invariants found broken; 0 is the proof',
      duplicatesGross: 'orders charged twice or more, as channels allow it',
      duplicatesNet: 'of these, still so when all had come to rest; 0 is the proof',
      secondsToQuiescence: 'seconds from the last fault until the last order was at rest',
      boundToQuiescenceSeconds: 'seconds allowed for that',
      neverQuiescent: 'orders not at rest by then; 0 is the proof',
      requests: 'requests of the shop to our API',
      requestsRepeated: 'times one of these was sent again, for want of an answer',
      acknowledgedCallbacks: 'callbacks we said we had; the ledger must know each',
      parkedAttempts: 'payments left to a person',
      parkedRefunds: 'refunds left to a person',
      unaskedStarts: 'processes started again though nothing had killed them',
    },
  },
  upgrade: {
    title: 'Upgrades',
    about:
      'Brings orders into twelve states and replaces their worker by one with other rules; the full form does so for each rule and each state, with the way back, and beside the release before.',
    forms: {
      upgrade: 'npm run proof:upgrade',
      'upgrade full': 'npm run proof:upgrade -- --full',
    },
    rows: 'each replacement, and each story of it (a state, under a rule): how it ended',
    meanings: {
      replacements: 'times a running version was replaced under twelve orders',
      stories: 'orders played',
      wrong: 'of these, ended otherwise than they must; 0 is the proof',
      differed: 'appends the ledger refused because a run believed something else',
      runsEnded: 'runs ended because the version installed could not go on with them',
    },
  },
  pitfalls: {
    title: 'Pitfalls',
    about: 'Plays what users of other systems reported: [pitfalls.md](pitfalls.md).',
    forms: { pitfalls: 'npm run proof:pitfalls' },
    rows: 'each pitfall: its source, its test, and whether it held',
    meanings: {
      pitfalls: 'stories played',
      held: 'of these, avoided; all of them is the proof',
    },
  },
  latency: {
    title: 'Latencies',
    about:
      'How long a shopper waits: the same orders in turn on a Temporal server with PostgreSQL (the cluster) and on the dev server of `npm start`. A report, no promise.',
    forms: { latency: 'npm run test:cluster -- latency' },
    rows: 'each order: both times on both engines',
    meanings: {
      orders: 'orders measured on each engine',
      processors: 'processors of the machine',
      loadAverage: 'processes that wanted one of them, over the last minute',
      clusterPayP50: 'cluster: ms from the click to the QR code, median',
      clusterPayP95: 'the same, 95th percentile',
      clusterPaidP50: 'cluster: ms from the callback to `paid` in a waiting answer, median',
      clusterPaidP95: 'the same, 95th percentile',
      devServerPayP50: 'dev server: ms from the click to the QR code, median',
      devServerPayP95: 'the same, 95th percentile',
      devServerPaidP50: 'dev server: ms from the callback to `paid` in a waiting answer, median',
      devServerPaidP95: 'the same, 95th percentile',
    },
  },
} as const satisfies Readonly<Record<string, Proof>>;

export type ProofName = keyof typeof proofs;

/** Each proof with its name, for whoever goes through all. */
export const everyProof: readonly (Proof & Readonly<{ name: ProofName }>)[] = (
  Object.keys(proofs) as ProofName[]
).map((name) => ({ name, ...proofs[name] }));

type FormOf<P extends ProofName> = Extract<keyof (typeof proofs)[P]['forms'], string>;

/** What a run has in the summary: the proof's name, and of a larger form that too. */
export type RunName = { [P in ProofName]: FormOf<P> }[ProofName];

type ProofOf<N extends RunName> = {
  [P in ProofName]: N extends FormOf<P> ? P : never;
}[ProofName];

/** The figures of a run, all of them numbers. */
export type FiguresOf<N extends RunName> = Readonly<
  Record<keyof (typeof proofs)[ProofOf<N>]['meanings'], number>
>;

export const runNames = everyProof.flatMap(({ forms }) => Object.keys(forms)) as RunName[];
