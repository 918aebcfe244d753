import { type Guard, guard } from '../guard.ts';

const decide = {
  file: 'domain/decide/decide-callback.ts',
  tests: 'domain/decide/decide-callback.test.ts',
};

/** What a verified callback may decide by itself. */
export const callbackGuards: readonly Guard[] = [
  guard(
    'an old callback is asked about, not believed',
    'a stale success wins without a query',
    decide.file,
    ['if (callback.fresh) {', 'if (callback.id !== "") {'],
    { file: decide.tests, test: 'rule 4: an old success prompts a query' },
  ),
  guard(
    'five minutes of freshness',
    'a success signed long ago counts as fresh',
    'domain/decide/fresh-callback.ts',
    [
      'return ageMs >= -clockSkewMs && ageMs <= freshForMs;',
      'return ageMs >= -clockSkewMs && ageMs <= freshForMs * 1_000;',
    ],
    {
      file: 'domain/decide/fresh-callback.test.ts',
      test: 'rule 4: signed up to five minutes before',
    },
  ),
  guard(
    'a notice signed in the future is not fresh',
    'a success dated ahead is believed whenever somebody delivers it',
    'domain/decide/fresh-callback.ts',
    ['return ageMs >= -clockSkewMs && ageMs <= freshForMs;', 'return ageMs <= freshForMs;'],
    { file: 'domain/decide/fresh-callback.test.ts', test: 'rule 4: signed over a minute after' },
  ),
  guard(
    'a callback is taken once by its id',
    'a callback handed over again is decided again',
    decide.file,
    ['if (callback.id in order.answers) return [];', ''],
    { file: decide.tests, test: 'rule 19: a callback whose id is already there changes nothing' },
  ),
  guard(
    'a callback repeats nothing',
    'a success told by another callback is asked about again',
    decide.file,
    ["if (known?.status === 'succeeded') return [];", ''],
    { file: decide.tests, test: 'rule 4: repeats change nothing' },
  ),
  guard(
    'news other than success prompts a query',
    'a callback that says closed or unpaid is dropped',
    decide.file,
    [
      "if (finding.kind !== 'success') return [prompt(base.number, callback.id, nowMs)];",
      "if (finding.kind !== 'success') return [];",
    ],
    { file: decide.tests, test: 'rule 4: a prompted query that gets no answer is asked again' },
  ),
  guard(
    'a second transaction is asked about before it counts',
    'an old callback of a second transaction counts at once',
    decide.file,
    [
      "if (base.status !== 'succeeded') return [prompt(base.number, callback.id, nowMs)];\n  // An old",
      "if (base.status !== 'opening') return [];\n  // An old",
    ],
    {
      file: 'domain/decide/decide-success.test.ts',
      test: 'rule 5: an old callback of a second transaction',
    },
  ),
];
