import { type Guard, guard } from '../guard.ts';

const numbers = {
  file: 'ledger/events/event-numbers.ts',
  tests: 'test/component/ledger/event-numbers.test.ts',
};

/** What a merchant is told, in a sequence in which nothing appears behind its reader. */
export const eventGuards: readonly Guard[] = [
  guard(
    'one at a time gives a merchant’s events their numbers',
    'two give the same numbers, or a reader passes an event by',
    numbers.file,
    ['where id = $1 for no key update', 'where id = $1'],
    { file: numbers.tests, test: 'who gives numbers waits for another who does' },
  ),
  guard(
    'an event of a worker of before waits for the number of the one before it',
    'during an upgrade a merchant is told of a refund before the payment',
    'ledger/migrations/0030-events-in-their-sequence.sql',
    ['when (new.number > 0)', 'when (new.number = 0)'],
    { file: numbers.tests, test: 'rule 11: what a worker of the release before tells' },
  ),
  guard(
    'what a dead writer told is numbered',
    'an event whose writer died after its commit is never told',
    numbers.file,
    [
      'select distinct merchant from events where number < 0',
      'select merchant from events limit 0',
    ],
    { file: numbers.tests, test: 'what was told by a writer that died' },
  ),
  guard(
    'each merchant’s events are numbered by themselves',
    'while one merchant’s row is held, other merchants are told nothing',
    numbers.file,
    ['        onFailure(merchant, error);', '        throw error;'],
    {
      file: numbers.tests,
      test: 'a merchant whose row somebody holds keeps no other’s events back',
    },
  ),
];
