import type { Fact } from '../../../domain/facts/fact.ts';
import { invariant } from '../../../domain/invariant.ts';
import { movesOf } from './moves.ts';
import { deciderOf, type Rules } from './run.ts';
import type { Game, Mover, Outcome } from './turn.ts';
import { beginning, type Setting, type World } from './world.ts';

export type Step = Readonly<{ by: Mover; label: string; said: string }>;

/** What happened from the beginning on, move by move. */
export type Story = readonly Step[];

function described(fact: Fact): string {
  return 'number' in fact && fact.number !== null ? `${fact.type} ${fact.number}` : fact.type;
}

/** What the run decided, or the channel answered, in words. */
export function saidOf({ said }: Outcome): string {
  if (typeof said === 'string') return said;
  return said.map(described).join(', ') || 'nothing';
}

/** The story of a way that is known to exist, given by the indexes of its moves. */
export function storyOf(setting: Setting, rules: Rules, places: readonly number[]): Story {
  const game: Game = { rules, decide: deciderOf(rules), setting };
  let world: World = beginning(setting);
  return places.map((place) => {
    const move = movesOf(game, world)[place];
    const made = move?.make() ?? null;
    invariant(move !== undefined && made !== null, 'the same moves lead the same way');
    world = made.world;
    return { by: move.by, label: move.label, said: saidOf(made) };
  });
}

/** The story for a person: who moved, what, and what followed from it. */
export function tellStory(story: Story): string {
  return story
    .map(({ by, label, said }, at) => {
      const line = `${String(at + 1).padStart(4)}. ${by.padEnd(8)} ${label}`;
      return said === '' ? line : `${line} -> ${said}`;
    })
    .join('\n');
}
