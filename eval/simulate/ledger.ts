import type { KeptDelivery, KeptEvent, Records, Shown } from './records.ts';

export interface Ledger {
  /** Messages citizens wrote. */
  readonly said: number;
  /** … that the server has kept. */
  readonly accepted: number;
  /** … that it has answered, by its store. */
  readonly answered: number;
  /** … whose whole answer stands on the citizen's telephone. */
  readonly received: number;
  /** Written and no whole answer on the telephone. */
  readonly lost: number;
  /** Messages on telephones that stand there once more, or that nobody had put in line. */
  readonly doubled: number;
  /** Answers above the answer to an earlier message, although the server had both in time. */
  readonly outOfOrder: number;
  /** The same, but the earlier message came too late to be waited for. */
  readonly cameLate: number;
  /** Answers whose messages cannot be told apart by the store: the ledger does not know of them. */
  readonly unclear: number;
  /** Events and deliveries that were given up. */
  readonly deadLetters: number;
  /** The messages of every answer, by the id of the event it answers. */
  readonly answers: ReadonlyMap<string, readonly KeptDelivery[]>;
}

/**
 * Compares what was written, kept and shown. Which deliveries answer which message follows from the
 * store alone: the answers of a contact are made one after the other, each with its deliveries in one
 * transaction, so that the n-th answered message has the n-th transaction's deliveries. `settleMs`:
 * how much later than the next a message may come and still be put before it.
 */
export function drawLedger(
  { said, events, answered, deliveries, shown }: Records,
  settleMs: number,
): Ledger {
  const eventById = new Map(events.map((event) => [event.id, event]));
  const eventByPlatformId = new Map(events.map((event) => [event.platformId, event]));
  const deliveriesOf = Map.groupBy(deliveries, ({ contact }) => contact);
  const shownOf = Map.groupBy(shown, ({ contact }) => contact);
  const answeredOf = Map.groupBy(
    answered.map((id) => eventById.get(id)).filter((event) => event !== undefined),
    ({ contact }) => contact,
  );
  const answers = new Map<string, readonly KeptDelivery[]>();
  const arrived = new Map<string, number>();
  const sum = { doubled: 0, outOfOrder: 0, cameLate: 0, unclear: 0 };
  for (const contact of new Set([...deliveriesOf.keys(), ...shownOf.keys()])) {
    const line = (deliveriesOf.get(contact) ?? []).toSorted(
      (one, two) => one.sequence - two.sequence,
    );
    const match = matchShown(line, shownOf.get(contact) ?? []);
    sum.doubled += match.doubled;
    for (const [id, place] of match.placeOf) arrived.set(id, place);
    const made = answeredOf.get(contact) ?? [];
    const groups = [...Map.groupBy(line, ({ createdMs }) => createdMs).values()];
    if (groups.length !== made.length) {
      sum.unclear += Math.abs(groups.length - made.length);
      continue;
    }
    made.forEach((event, at) => answers.set(event.id, groups[at] ?? []));
    const places = made.map((event) => ({
      event,
      places: (answers.get(event.id) ?? []).map(({ id }) => match.placeOf.get(id) ?? Infinity),
    }));
    const order = orderOf(places, settleMs);
    sum.cameLate += order.cameLate;
    sum.outOfOrder += order.wrong;
  }
  const kept = said.map(({ platformId }) => eventByPlatformId.get(platformId));
  const accepted = kept.filter((event) => event !== undefined);
  const withAnswer = accepted.filter(({ id }) => (answers.get(id) ?? []).length > 0);
  const received = withAnswer.filter(({ id }) =>
    (answers.get(id) ?? []).every((delivery) => arrived.has(delivery.id)),
  );
  return {
    said: said.length,
    accepted: accepted.length,
    answered: withAnswer.length,
    received: received.length,
    lost: said.length - received.length,
    ...sum,
    deadLetters: [...events, ...deliveries].filter(({ state }) => state === 'dead').length,
    answers,
  };
}

/** Whether a citizen would have cause to complain. */
export function isClean({ lost, doubled, outOfOrder, unclear }: Ledger): boolean {
  return lost + doubled + outOfOrder + unclear === 0;
}

/**
 * Finds the delivery of every message on one telephone: by the ids both sides know, and what is left
 * by its text. A message with no delivery left is one too many.
 */
function matchShown(
  line: readonly KeptDelivery[],
  shown: readonly Shown[],
): { readonly placeOf: ReadonlyMap<string, number>; readonly doubled: number } {
  const placeOf = new Map<string, number>();
  const left: { readonly one: Shown; readonly place: number }[] = [];
  let doubled = 0;
  shown.forEach((one, place) => {
    const known = line.find(
      ({ id, platformMessageId }) => id === one.deliveryId || platformMessageId === one.messageId,
    );
    if (known === undefined) left.push({ one, place });
    else if (placeOf.has(known.id)) doubled += 1;
    else placeOf.set(known.id, place);
  });
  for (const { one, place } of left) {
    const due = line.find(({ id, text }) => !placeOf.has(id) && text === one.text);
    if (due === undefined) doubled += 1;
    else placeOf.set(due.id, place);
  }
  return { placeOf, doubled };
}

interface Stand {
  readonly event: KeptEvent;
  /** Of its answer's messages on the telephone, in the order they should stand. */
  readonly places: readonly number[];
}

/** Messages whose answer stands the wrong way round, and those nobody could have waited for. */
function orderOf(
  stands: readonly Stand[],
  settleMs: number,
): { readonly wrong: number; readonly cameLate: number } {
  let wrong = 0;
  let cameLate = 0;
  stands.forEach(({ event, places }, at) => {
    const firstPlace = Math.min(...places);
    const above = stands.filter(
      (other) =>
        other.event.happenedMs > event.happenedMs && Math.min(...other.places) < firstPlace,
    );
    // Answers are made one after the other, so that what was made first stands first as a whole.
    const earlier = stands.slice(0, at).flatMap((other) => other.places);
    const whole = [
      Math.max(-1, ...earlier.filter(Number.isFinite)),
      ...places.filter(Number.isFinite),
    ];
    const mixed = whole.some((place, next) => place < (whole[next - 1] ?? -1));
    const inTime = above.some((other) => event.receivedMs <= other.event.receivedMs + settleMs);
    if (mixed || inTime) wrong += 1;
    else if (above.length > 0) cameLate += 1;
  });
  return { wrong, cameLate };
}
