import { type Guard, guard } from '../guard.ts';

const lines = 'test/component/ledger/notice-lines.test.ts';

/** Guards of the lines in which notices wait. */
export const noticeGuards: readonly Guard[] = [
  guard(
    'an event written while the one before is recorded is due',
    'it is told only when the next one comes, which may be never',
    'ledger/notices/notice-tries.ts',
    ['due_at = case when newest > ${sequence} then now() end', 'due_at = null'],
    {
      file: lines,
      test: 'nothing-lost: an event that commits while the one before is being recorded is told',
    },
  ),
  guard(
    'one at a time tries a notice',
    'two send the same notice at once, and the next may overtake it',
    'ledger/notices/notice-lines.ts',
    [
      'where endpoint = $1 and due_at <= now() and (taken_until is null or taken_until <= now())',
      'where endpoint = $1',
    ],
    { file: lines, test: 'a notice is taken by one at a time, and comes again if he ends' },
  ),
  guard(
    'a receiver that asks to be left alone is left alone',
    'every order of the merchant goes on at a receiver that said it is overloaded',
    'ledger/notices/notice-lines.ts',
    [
      "const mayBeAsked = '(asked_until is null or asked_until <= now())';",
      "const mayBeAsked = 'true';",
    ],
    { file: lines, test: 'a receiver that asks to be left alone' },
  ),
  guard(
    'a late record moves no line',
    'who took too long puts a line back, or past an event nobody was told of',
    'ledger/notices/notice-tries.ts',
    [
      'const still = itsLine(resend, sequence);',
      'const still = `merchant = $1 and order_id = $2 and resend = ${resend}`;',
    ],
    { file: lines, test: 'who took too long moves nothing that somebody else moved meanwhile' },
  ),
  guard(
    'an endpoint that fails is tried by one at a time',
    'a dead receiver is called by all who wait',
    'ledger/notices/notice-lines.ts',
    [
      'from notice_endpoints where id = $1 and failures < $3 and',
      'from notice_endpoints where id = $1 and $3 > 0 and',
    ],
    {
      file: lines,
      test: 'an endpoint that failed five times in a row is tried by one notice at a time',
    },
  ),
  guard(
    'an endpoint whose run is lost is woken',
    'a run that was terminated takes its merchant’s notices with it',
    'ledger/notices/notice-endpoints.ts',
    ['or looks_at < now() - ${missedAfter})', 'or ${missedAfter} is null)'],
    {
      file: lines,
      test: 'an endpoint whose run did not look when it should have is woken by somebody else',
    },
  ),
  guard(
    'a notice is given back by who has it',
    'who took too long frees what somebody else is sending',
    'ledger/notices/notice-tries.ts',
    [
      "${itsLine('$3', '$4')} and taken_until = $5`;",
      "${itsLine('$3', '$4')} and $5::timestamptz is not null`;",
    ],
    { file: lines, test: 'who took too long gives nothing back that somebody else has' },
  ),
  guard(
    'an endpoint whose run can’t go on gets another',
    'after an upgrade that no worker can replay, its notices wait for ever',
    'ledger/notices/notice-endpoints.ts',
    ['woken_since < now() - ${stuckAfter} as is_stuck', '${stuckAfter} is null as is_stuck'],
    {
      file: lines,
      test: 'an endpoint that is woken for two minutes and not worked at has a run that can’t go on',
    },
  ),
  guard(
    'running notices go on under new code',
    'after an upgrade no worker can replay them, and each endpoint is silent for two minutes',
    'workflows/notices/notices.ts',
    [
      'const { nextInMs } = await sendNotices(endpoint);',
      'await condition(isDue, leastRestMs);\n    const { nextInMs } = await sendNotices(endpoint);',
    ],
    {
      file: 'test/live/replay-notices.test.ts',
      test: 'a run of notices replays with the workflow code of today',
    },
  ),
  guard(
    'tries of what waits are kept',
    'whoever asks why a notice does not come finds no try of it',
    'ledger/notices/try-retention.ts',
    ['and line.order_id = old.order_id and line.due_at is not null)', 'and false)'],
    {
      file: lines,
      test: 'old tries are forgotten, but not those of an order that still has something to tell',
    },
  ),
];
