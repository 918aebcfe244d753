import type { AccountNews } from '../../domain/order/account-news.ts';
import type { Db } from '../database/database.ts';
import {
  type AccountHearing,
  type AccountName,
  type AccountState,
  recordHearing,
} from './account-health.ts';

/** While all is well, what was verified is written again after this time; ms. */
const writeEveryMs = 5_000;

type Say = (level: 'error' | 'warn' | 'info', fields: object, words: string) => void;

/** Notes what answers to this process's own calls tell of the accounts (rule 20). */
export type AccountWatch = Readonly<{
  /** Nobody waits for it, and it throws nothing. */
  hear: (channel: string, account: string, news: AccountNews) => void;
  /** What is heard next is written, though nothing may have changed. */
  writeNext: (channel: string, account: string) => void;
  /** Resolves once all that was heard is written, or failed to be. */
  settled: () => Promise<void>;
}>;

type Line = {
  waiting: AccountHearing[];
  writing: Promise<void>;
  isWriting: boolean;
  /** When a call of a kind was last written as taken. */
  takenAtMs: Map<string, number>;
  isWell: boolean;
};

const nothing: AccountHearing = {
  verified: false,
  distrusted: 0,
  unanswered: 0,
  problem: null,
  refusedAbout: null,
  takenAbout: [],
};

function hearingOf(news: AccountNews): AccountHearing {
  switch (news.kind) {
    case 'verified':
      return { ...nothing, verified: true, takenAbout: [news.about] };
    case 'refused':
      return { ...nothing, verified: true, problem: news.problem, refusedAbout: news.about };
    case 'distrusted':
      return { ...nothing, distrusted: 1, problem: news.problem };
    case 'silent':
      return { ...nothing, unanswered: 1, problem: news.problem };
    default:
      return news satisfies never;
  }
}

/** Two hearings as one; null: the order of them matters, so each is written. */
function together(one: AccountHearing, next: AccountHearing): AccountHearing | null {
  if (one.verified !== next.verified || one.refusedAbout !== null) return null;
  return {
    verified: next.verified,
    distrusted: one.distrusted + next.distrusted,
    unanswered: one.unanswered + next.unanswered,
    problem: next.problem ?? one.problem,
    refusedAbout: next.refusedAbout,
    takenAbout: [...new Set([...one.takenAbout, ...next.takenAbout])],
  };
}

const stateWords: Readonly<Record<AccountState, string>> = {
  distrusted:
    'a channel account is in trouble: its answers to our calls can’t be verified, or it refuses our signature. What is offered without an answer of the channel is not offered. Look at keys, certificates, clock and addresses',
  silent: 'a channel account gives no answer',
  healthy: 'a channel account is served again',
  unchecked: 'a channel account is to be checked',
};

/** @param say writes a line of the log; of many alike, some */
export function openAccountWatch({ db, say }: Readonly<{ db: Db; say: Say }>): AccountWatch {
  const lines = new Map<string, Line>();

  function lineOf({ channel, account }: AccountName): Line {
    const name = `${channel}/${account}`;
    const known = lines.get(name);
    if (known !== undefined) return known;
    const line: Line = {
      waiting: [],
      writing: Promise.resolve(),
      isWriting: false,
      takenAtMs: new Map(),
      isWell: false,
    };
    lines.set(name, line);
    return line;
  }

  async function write(at: AccountName, line: Line): Promise<void> {
    for (let heard = line.waiting.shift(); heard !== undefined; heard = line.waiting.shift()) {
      try {
        const { state, was } = await recordHearing(db, at, heard);
        line.isWell = state === 'healthy';
        if (state === was || (was === 'unchecked' && state === 'healthy')) continue;
        const level = state === 'healthy' ? 'info' : 'error';
        say(level, { ...at, state, problem: heard.problem }, stateWords[state]);
      } catch (error) {
        line.isWell = false;
        say('warn', { err: error, ...at }, 'what an account’s answer told was not written');
      }
    }
  }

  function isWritten(line: Line, news: AccountNews): boolean {
    if (news.kind !== 'verified' || !line.isWell || line.waiting.length > 0) return false;
    const atMs = line.takenAtMs.get(news.about);
    return atMs !== undefined && performance.now() - atMs < writeEveryMs;
  }

  function tell(at: AccountName, news: AccountNews): void {
    if (news.kind === 'verified' || news.kind === 'silent') return;
    const { about, problem } = news;
    const words =
      news.kind === 'refused'
        ? 'a channel refuses a kind of call to this account'
        : 'an answer of a channel is not believed; its words are unverified';
    say('warn', { ...at, about, problem }, words);
  }

  return {
    hear: (channel, account, news) => {
      const at = { channel, account };
      const line = lineOf(at);
      tell(at, news);
      if (isWritten(line, news)) return;
      if (news.kind === 'verified') line.takenAtMs.set(news.about, performance.now());
      const heard = hearingOf(news);
      const last = line.waiting.at(-1);
      const merged = last === undefined ? null : together(last, heard);
      if (merged === null) line.waiting.push(heard);
      else line.waiting.splice(-1, 1, merged);
      if (line.isWriting) return;
      line.isWriting = true;
      line.writing = write(at, line).finally(() => {
        line.isWriting = false;
      });
    },
    writeNext: (channel, account) => {
      lineOf({ channel, account }).isWell = false;
    },
    settled: async () => {
      await Promise.all([...lines.values()].map((line) => line.writing));
    },
  };
}
