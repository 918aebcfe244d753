import { type Guard, guard } from '../guard.ts';

const appending = 'workflows/order/append-decided.ts';
const ledgerCalls = 'workflows/order/ledger-calls.ts';
const tests = 'test/component/workflows/order.test.ts';
const held = 'test/component/workflows/held.test.ts';

/** The interpreter: facts before calls, one writer, calls made once. */
export const workflowGuards: readonly Guard[] = [
  guard(
    'facts are appended before calls',
    'a channel is asked while the ledger has not taken the fact',
    ledgerCalls,
    [
      'return await ledger.append.executeWithOptions({ summary }, [{ key, ...request }]);',
      "void ledger.append({ key, ...request }).catch(() => undefined);\n          return await Promise.resolve({ kind: 'appended' as const, seq: request.expectedSeq + request.facts.length, facts: request.facts });",
    ],
    { file: tests, test: 'one-writer: nothing is asked of a channel before its fact' },
  ),
  guard(
    "the run's fence",
    'after a conflict a run goes on with what it decided on an old standing',
    appending,
    [
      '    known = (await loadKnownOrder(calls)) ?? known;\n    isFolded = true;',
      '    known = { ...known, seq: known.seq + 1 };\n    isFolded = true;',
    ],
    { file: tests, test: 'one-writer: after a conflict the run folds the ledger again' },
  ),
  guard(
    'a run goes on from what the ledger answered',
    'a changed rule that replays refunds a second time under another number',
    'workflows/decided/known-order.ts',
    [
      'const isAsDecided = canonicalJson(facts) === canonicalJson(decided);',
      'const isAsDecided = facts.length >= 0;',
    ],
    {
      file: 'test/component/workflows/one-truth.test.ts',
      test: 'one-truth: a changed rule that replays asks the refund',
    },
  ),
  guard(
    'a request tells the version that was read for it',
    'a run behind its ledger refuses the refund of an order that was reported paid',
    'workflows/order/mailbox.ts',
    ['this.#requests.add(id);\n    this.#hear(version);', 'this.#requests.add(id);'],
    {
      file: 'test/component/workflows/one-truth.test.ts',
      test: 'one-truth: a request is decided by what the ledger held',
    },
  ),
  guard(
    'a run that differs folds again',
    'a run that believes another standing than its ledger goes on by it',
    'ledger/append/append.ts',
    ['isOtherDigest(append.digest, orderDigest(before))', 'false'],
    {
      file: 'test/component/ledger/append.test.ts',
      test: 'one-truth: a writer whose digest differs',
    },
  ),
  guard(
    'a held compensation is decided anew',
    'a run goes on as if the ledger had let a compensation pass',
    appending,
    [
      'controls = { ...controls, [outcome.number]: outcome.hold };\n      continue;',
      "controls = {};\n      return { kind: 'taken', known: after, facts };",
    ],
    { file: tests, test: 'rule 10: a compensation that the ledger holds is decided anew' },
  ),
  guard(
    'a callback without news is consumed',
    'a repeated callback is handed over for ever',
    appending,
    [
      'if (recorded.length === 0 && consumed.callbacks.length === 0) {',
      'if (recorded.length === 0) {',
    ],
    { file: tests, test: 'nothing-lost: a callback that changes nothing is consumed' },
  ),
  guard(
    'the engine repeats no call',
    'a call that broke is made again by the engine, unasked',
    'workflows/order/task-call.ts',
    ['retry: { maximumAttempts: 1 },', 'retry: { maximumAttempts: 3 },'],
    { file: tests, test: 'rule 2: a call that broke is made once' },
  ),
  guard(
    'a call that broke is unknown',
    'a call that may have been executed counts as never made',
    'workflows/order/task-call.ts',
    [": { kind: 'unknown', code: 'no_answer' };", ": { kind: 'retry', code: 'no_answer' };"],
    { file: tests, test: 'rule 2: a call that broke is made once' },
  ),
  guard(
    "an order is not cancelled in the engine's console",
    'a cancelled workflow leaves its order',
    'workflows/order/order.ts',
    ['await CancellationScope.nonCancellable(run);', 'await run();'],
    { file: tests, test: 'rule 18: a cancellation in the console is recorded and ignored' },
  ),
  guard(
    'messages are checked',
    'a malformed message jams an order',
    'workflows/order/message-shape.ts',
    [
      "return isFields(value) && typeof value['id'] === 'string' && isVersion(value['version']);",
      'return isFields(value);',
    ],
    {
      file: 'workflows/order/message-shape.test.ts',
      test: 'a message that names no row is refused',
    },
  ),
  guard(
    'a callback is read in the inbox of its order',
    'an inbox row of another order pays this one',
    'ledger/inbox/inbox-consumption.ts',
    [
      'merchant = $1 and order_id = $2 and channel = inbox.channel',
      "$1 <> '' and $2 <> '' and channel = inbox.channel",
    ],
    {
      file: 'test/component/ledger/inbox.test.ts',
      test: 'rule 18: a row is read for its own order',
    },
  ),
  guard(
    'one workflow per order',
    'a second workflow under another id works on the order beside its run',
    'workflows/order/order.ts',
    [
      'if (!isOrderKey(key) || workflowInfo().workflowId !== orderWorkflowId(key)) return notTheOrders;',
      "if (String(key.orderId) === '') return notTheOrders;",
    ],
    { file: 'test/component/workflows/order.test.ts', test: 'one-writer: a run under another id' },
  ),
  guard(
    'a run behind its ledger folds again',
    'a run that missed an append goes on by its old standing until it appends',
    'workflows/order/order.ts',
    ['if (isBehind) known', 'if (isBehind && known.seq < 0) known'],
    { file: 'test/component/workflows/order.test.ts', test: 'one-truth: a wake tells a run' },
  ),
  guard(
    'what the ledger refuses is shown',
    'an order is held in silence while the ledger refuses what was decided',
    'workflows/order/order.ts',
    ['known.holds.map((one) => `${one.what}: ${one.why}`),', '[],'],
    { file: held, test: 'rule 21: of two callbacks taken at once' },
  ),
  guard(
    'a refused batch is taken part by part',
    'one bad callback blocks every other input of its order, for ever',
    'workflows/order/take-each.ts',
    ["if (one.kind !== 'taken') await refuse(input, one.why);", "if (one.kind !== 'taken') break;"],
    { file: held, test: 'rule 21: of two callbacks taken at once' },
  ),
  guard(
    'a consequence that is refused is left out',
    'what the ledger refuses is decided again with every input',
    'domain/held/held.ts',
    [
      'return consequences.length > 0 && consequences.includes(consequenceName(facts));',
      'return consequences.length < 0 && consequences.includes(consequenceName(facts));',
    ],
    { file: held, test: 'rule 21: a consequence that the ledger refuses' },
  ),
  guard(
    'a held answer counts as unanswered',
    'an answer that the ledger refuses is waited for and never asked again',
    'workflows/order/take-each.ts',
    ["if ('answer' in input) {", "if ('answer' in input && input.type === 'created') {"],
    { file: held, test: 'rule 21: a held answer counts as unanswered' },
  ),
  guard(
    'held evidence is tried at a word',
    'what was held stays so, though the ledger would take it',
    'workflows/order/order.ts',
    ['const isWoken = mailbox.wakes > heardWakes;', 'const isWoken = mailbox.wakes < heardWakes;'],
    { file: held, test: 'rule 21: a consequence that the ledger refuses' },
  ),
  guard(
    'a run that can not go on is ended',
    'after an upgrade an order stands still until a person looks',
    'workflows/outside/discard-run.ts',
    [
      'if (run === null || (await canGoOn(client, run, longPollMs))) return false;',
      'return false;',
    ],
    {
      file: 'test/component/workflows/discard-run.test.ts',
      test: 'quiet-end: a run whose history the present code does not replay',
    },
  ),
  guard(
    'a run that merely waits is not ended',
    'a request made while no worker is there ends the run of a healthy order',
    'workflows/outside/discard-run.ts',
    [
      'if (run === null || (await canGoOn(client, run, longPollMs))) return false;',
      'if (run === null) return false;',
    ],
    {
      file: 'test/component/workflows/discard-run.test.ts',
      test: 'quiet-end: a run that merely waits for a worker',
    },
  ),
  guard(
    'a run is ended only when each version that polls has failed it',
    'while an upgrade rolls, an old worker that fails a run has it ended, though the new one holds it',
    'workflows/outside/failed-by-all.ts',
    [
      'return builds.size > 0 && [...builds].every((build) => failed.has(build));',
      'return builds.size > 0 && failed.size > 0;',
    ],
    {
      file: 'test/component/workflows/discard-run.test.ts',
      test: 'quiet-end: a run that the new worker holds well',
    },
  ),
  guard(
    'a run that was carried on since it failed is not ended',
    'a failure of long ago ends a healthy run',
    'workflows/outside/failed-by-all.ts',
    ['if (one.workflowTaskCompletedEventAttributes) break;', ''],
    {
      file: 'workflows/outside/failed-by-all.test.ts',
      test: 'quiet-end: a run that was carried on since is well',
    },
  ),
  guard(
    'where no worker polls, a run waits',
    'runs are ended while nobody is there who could tell whether they go on',
    'workflows/outside/failed-by-all.ts',
    [
      'return builds.size > 0 && [...builds].every((build) => failed.has(build));',
      'return [...builds].every((build) => failed.has(build));',
    ],
    {
      file: 'workflows/outside/failed-by-all.test.ts',
      test: 'quiet-end: where no worker polls, a run waits',
    },
  ),
  guard(
    'a task refused for another reason is no misfit',
    'a run whose worker replayed the history well is ended',
    'workflows/outside/failed-by-all.ts',
    ['if (!misfits.includes(failure.cause)) break;', ''],
    {
      file: 'workflows/outside/failed-by-all.test.ts',
      test: 'a completion that came too late had replayed the history',
    },
  ),
  guard(
    'a worker that is gone is not waited for',
    'after an upgrade orders stand still for minutes, because of workers that are gone',
    'workflows/outside/failed-by-all.ts',
    [
      'const alive = pollers.filter((one) => msOf(one.lastAccessTime) >= heardSinceMs);',
      'const alive = heardSinceMs > 0 ? pollers : [];',
    ],
    {
      file: 'workflows/outside/failed-by-all.test.ts',
      test: 'a worker that was silent for longer than a poll takes is gone',
    },
  ),
  guard(
    'a worker in its long poll is there',
    'a healthy worker that waits for its next task is taken for gone, and its runs are ended',
    'workflows/outside/failed-by-all.ts',
    [
      'const heardSinceMs = nowMs - longPollMs - pollsAgainWithinMs;',
      'const heardSinceMs = nowMs - pollsAgainWithinMs;',
    ],
    {
      file: 'workflows/outside/failed-by-all.test.ts',
      test: 'a worker that was silent for longer than a poll takes is gone',
    },
  ),
  guard(
    'a worker is seen at each partition of the queue',
    'on a server of several nodes a healthy worker is not seen, and its runs are ended',
    'workflows/outside/queue-pollers.ts',
    ['taskQueue: { name: key ?? queue },', "taskQueue: { name: key === '' ? key : queue },"],
    {
      file: 'test/component/workflows/queue-pollers.test.ts',
      test: 'quiet-end: a worker is seen at whichever partition',
    },
  ),
  guard(
    'a worker names its build',
    'two versions of one machine are taken for one, and what the one fails is ended for both',
    'workflows/messages/worker-identity.ts',
    ['return ours.exec(identity)?.[1] ?? identity;', "return ours.test(identity) ? '' : identity;"],
    {
      file: 'workflows/outside/failed-by-all.test.ts',
      test: 'quiet-end: what the old worker fails, the new one may hold well',
    },
  ),
  guard(
    'a refusal never fails the run',
    'a run that only wants to note that nothing is due fails for good',
    ledgerCalls,
    [
      "await insist('append', () =>\n        ledger.append.executeWithOptions({ summary }, [{ key, expectedSeq, ...nothing }]),\n      );",
      'await ledger.append.executeWithOptions({ summary }, [{ key, expectedSeq, ...nothing }]);',
    ],
    { file: tests, test: 'quiet-end: a ledger that refuses even' },
  ),
  guard(
    'an answer to another call of the ledger is not believed',
    'code that calls the ledger in another order folds what a history holds of another call',
    'workflows/order/ledger-answer-shape.ts',
    ['if (isAnswerTo[call](answer)) return answer;', 'if (call in isAnswerTo) return answer;'],
    {
      file: 'workflows/order/ledger-answer-shape.test.ts',
      test: 'one-truth: what was recorded of',
    },
  ),
  guard(
    'a run gives an answer that holds for a while only once',
    'a click that is told to come later gets the same answer from its run for ever',
    'workflows/order/request-desk.ts',
    ['this.#passing.delete(id);', ''],
    { file: tests, test: 'rule 1: a cooling channel is told to who clicked' },
  ),
  guard(
    "an answer for a while is not the engine's last",
    'a click that is told to come later gets the same answer from the engine while the run lives',
    'api/engine/engine.ts',
    ['if (!isPassing(answer) || Date.now() < answer.untilMs) return answer;', 'return answer;'],
    {
      file: 'test/component/workflows/passing-answer.test.ts',
      test: 'rule 1: an answer for a while is the same until then',
    },
  ),
  guard(
    'an older worker is asked in the old form',
    'while the API is newer than the workers, every click answers 503',
    'api/engine/engine.ts',
    ['if (!isUnknownUpdate(cause)) throw cause;', 'throw cause;'],
    {
      file: 'test/component/workflows/named-updates.test.ts',
      test: 'two versions: an API asks a worker of the release before',
    },
  ),
  guard(
    'an update does what its name says',
    'a run that the timeline shows as closed was paid, or refunded, by an update named close',
    'workflows/order/request-desk.ts',
    ['return type === null || type === request.type;', 'return type !== undefined;'],
    {
      file: 'test/component/workflows/named-updates.test.ts',
      test: 'rule 19: an update whose name is not the type of its row',
    },
  ),
  guard(
    'a run writes only attributes that it was started with',
    'an order on an engine set up for the release before stands still with failing tasks',
    'workflows/order/operator-view.ts',
    ['if (shown.get(payDeadline) === undefined) return changed;', ''],
    {
      file: 'test/component/workflows/search-attributes.test.ts',
      test: 'an engine that has only those of the releases before',
    },
  ),
  guard(
    'the engine is asked which attributes it has',
    'on an engine set up for the release before no order can be started',
    'workflows/outside/shown-attributes.ts',
    [
      'const listed = shownOf(Object.keys(customAttributes));',
      "const listed: ShownAttributes = customAttributes ? 'all' : 'none';",
    ],
    {
      file: 'test/component/workflows/search-attributes.test.ts',
      test: 'an engine that has only those of the releases before',
    },
  ),
];
