import { quantile } from '../metrics/resample.ts';
import type { Ledger } from './ledger.ts';
import type { KeptEvent } from './records.ts';
import type { Knock } from './way.ts';

/** Quantiles of some times in ms. */
export interface Times {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export function timesOf(ms: readonly number[]): Times {
  const at = (share: number): number => (ms.length === 0 ? 0 : quantile(ms, share));
  return { count: ms.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Ms from keeping a message to the first message of its answer at the platform's door. */
export interface AnswerTimes {
  readonly ofConversations: readonly number[];
  readonly ofAll: readonly number[];
}

/** What the platform does at its door, and how often it refuses, is not our time. */
export function answerTimes(
  events: readonly KeptEvent[],
  { answers }: Pick<Ledger, 'answers'>,
  knocks: readonly Knock[],
): AnswerTimes {
  const knocksOf = Map.groupBy(knocks, ({ contact }) => contact);
  const timeOf = ({ id, contact, receivedMs }: KeptEvent): readonly number[] => {
    const first = answers.get(id)?.[0];
    const knock = knocksOf
      .get(contact)
      ?.find(({ text, atMs }) => text === first?.text && atMs >= first.createdMs);
    return knock === undefined ? [] : [knock.atMs - receivedMs];
  };
  const ofContacts = Map.groupBy(events, ({ contact }) => contact).values();
  return {
    ofConversations: [...ofContacts].flatMap((ofOne) =>
      ofOne
        .toSorted((one, two) => one.happenedMs - two.happenedMs)
        .slice(0, 1)
        .flatMap(timeOf),
    ),
    ofAll: events.flatMap(timeOf),
  };
}
