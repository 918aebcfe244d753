/**
 * Something the rules say is due. Derived from the state by `agenda`, never
 * stored. `lane` names what runs one at a time; `dueAtMs` is absolute.
 */
export type Task =
  | Readonly<{ kind: 'create'; lane: string; number: string; dueAtMs: number }>
  | Readonly<{ kind: 'query'; lane: string; number: string; dueAtMs: number; why: string }>
  | Readonly<{ kind: 'close'; lane: string; number: string; dueAtMs: number }>
  | Readonly<{ kind: 'void'; lane: string; number: string; dueAtMs: number }>
  | Readonly<{ kind: 'capture'; lane: string; number: string; dueAtMs: number }>
  | Readonly<{ kind: 'refund'; lane: string; refundNumber: string; dueAtMs: number }>
  | Readonly<{ kind: 'query_refund'; lane: string; refundNumber: string; dueAtMs: number }>
  /** Nothing to call: at this moment the clock alone decides. */
  | Readonly<{ kind: 'clock'; lane: 'clock'; dueAtMs: number; why: string }>;
