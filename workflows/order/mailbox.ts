import type { CallName } from '../../domain/agenda/task.ts';
import type { Input } from '../../domain/facts/input.ts';
import type { RowNote } from '../messages/messages.ts';
import type { InputNames } from '../messages/order-activities.ts';

/** What messages and calls left for the run's one loop to take. */
export class Mailbox {
  #inputs: Input[] = [];
  /** Ids of inbox rows that signals named, to be read in the ledger. */
  readonly #callbacks = new Set<string>();
  /** Ids of requests that the API stored, to be read in the ledger. */
  readonly #requests = new Set<string>();
  /** Calls whose answers are to be read in the ledger. */
  #answered: CallName[] = [];
  /** The newest version of the order that a message named. */
  #toldVersion = 0;
  #wakes = 0;

  /** How often the run was woken. */
  get wakes(): number {
    return this.#wakes;
  }

  put(input: Input): void {
    this.#inputs.push(input);
  }

  putCallback({ id, version }: RowNote): void {
    this.#callbacks.add(id);
    this.#hear(version);
  }

  putRequest({ id, version }: RowNote): void {
    this.#requests.add(id);
    this.#hear(version);
  }

  putAnswered(name: CallName): void {
    this.#answered.push(name);
  }

  /** @param version of the order, as whoever wakes the run has read it */
  wake(version: number): void {
    this.#inputs.push({ type: 'clock' });
    this.#wakes += 1;
    this.#hear(version);
  }

  hasInputs(): boolean {
    const named = this.#callbacks.size + this.#answered.length + this.#requests.size;
    return this.#inputs.length + named > 0;
  }

  takeInputs(): Input[] {
    return this.#inputs.splice(0);
  }

  /**
   * Names of inputs to be read in the ledger now; a request answered already need not be read.
   */
  takeNames(isAnswered: (request: string) => boolean): InputNames {
    const names = {
      callbacks: [...this.#callbacks],
      answers: this.#answered,
      requests: [...this.#requests].filter((id) => !isAnswered(id)),
    };
    this.#callbacks.clear();
    this.#requests.clear();
    this.#answered = [];
    return names;
  }

  /**
   * The newest version that was named since the last look. It is told only once: a version that
   * never existed must not make the loop spin.
   */
  takeToldVersion(): number {
    const told = this.#toldVersion;
    this.#toldVersion = 0;
    return told;
  }

  #hear(version: number): void {
    this.#toldVersion = Math.max(this.#toldVersion, version);
  }
}
