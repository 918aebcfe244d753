import { ApplicationFailure, condition } from '@temporalio/workflow';
import { type RequestInput, requestId } from '../../domain/facts/input.ts';
import type { RequestAnswer } from '../../domain/order/order.ts';
import type { RequestType, RowNote } from '../messages/messages.ts';
import type { KnownOrder } from '../decided/known-order.ts';
import type { Mailbox } from './mailbox.ts';
import type { Taken } from './take-inputs.ts';

/** A pay is answered after this time at the latest, even while its attempt is still `opening`. */
const payAnswerMs = 4_000;

/** What a run knows. `unknown`: the ledger has no such order. */
export type Knowledge =
  Readonly<{ kind: 'loading' | 'unknown' }> | Readonly<{ kind: 'ready'; known: KnownOrder }>;

/** Where requests wait until the loop has answered them. */
export class RequestDesk {
  knowledge: Knowledge = { kind: 'loading' };
  readonly #mailbox: Mailbox;
  readonly #answers = new Map<string, RequestAnswer>();
  /** Answers for now only: a repeat under the same id is decided anew. */
  readonly #passing = new Map<string, RequestAnswer>();
  /** Ids that name no row. */
  readonly #unknown = new Set<string>();
  /** By id, the types of request that updates said their rows hold; null: any. */
  readonly #types = new Map<string, RequestType | null>();
  /** Until when each waiting caller may be kept waiting, absolute ms. */
  readonly #patience = new Map<string, number>();

  constructor(mailbox: Mailbox) {
    this.#mailbox = mailbox;
  }

  /** When waiting callers are to be answered at the latest; absolute ms. */
  get answerByMs(): number[] {
    return [...this.#patience.values()];
  }

  answerOf(id: string): RequestAnswer | undefined {
    const { knowledge } = this;
    const known = knowledge.kind === 'ready' ? knowledge.known.state.answers[id] : undefined;
    return known ?? this.#answers.get(id) ?? this.#passing.get(id);
  }

  /** Whether the row that an update named holds what the update's name says. */
  isAsNamed(request: RequestInput): boolean {
    const type = this.#types.get(requestId(request)) ?? null;
    return type === null || type === request.type;
  }

  /** Notes what a batch led to, so that whoever waits for it is answered. */
  hear(known: KnownOrder, { unknownRequests, passing }: Taken): void {
    for (const id of unknownRequests) this.#unknown.add(id);
    for (const [id, answer] of passing) this.#passing.set(id, answer);
    for (const [id, answer] of Object.entries(known.state.answers)) this.#answers.set(id, answer);
    this.knowledge = { kind: 'ready', known };
  }

  /**
   * Leaves a request for the loop and waits for its answer.
   *
   * @param type the row's, as the update's name says; null: any
   * @throws ApplicationFailure `no_such_order`, `no_such_request`: nothing was done
   */
  async ask(note: RowNote, type: RequestType | null): Promise<RequestAnswer> {
    const { id } = note;
    const untilMs = Date.now() + payAnswerMs;
    this.#unknown.delete(id);
    this.#types.set(id, type);
    this.#passing.delete(id);
    this.#mailbox.putRequest(note);
    this.#patience.set(id, untilMs);
    const isHopeless = (): boolean => this.knowledge.kind === 'unknown' || this.#unknown.has(id);
    await condition(() => this.answerOf(id) !== undefined || isHopeless());
    await condition(() => !this.#isOpening(this.answerOf(id)) || Date.now() >= untilMs);
    this.#patience.delete(id);
    const answer = this.answerOf(id);
    if (answer === undefined) {
      const what = this.knowledge.kind === 'unknown' ? 'order' : 'request';
      throw ApplicationFailure.nonRetryable(`The ledger knows no such ${what}.`, `no_such_${what}`);
    }
    return answer;
  }

  #isOpening(answer: RequestAnswer | undefined): boolean {
    const { knowledge } = this;
    if (answer?.kind !== 'attempt' || knowledge.kind !== 'ready') return false;
    const { attempts } = knowledge.known.state;
    return attempts.some((one) => one.number === answer.number && one.status === 'opening');
  }
}
