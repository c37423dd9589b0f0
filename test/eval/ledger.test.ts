import { describe, expect, it } from 'vitest';
import { drawLedger, isClean } from '../../eval/simulate/ledger.ts';
import type { KeptDelivery, KeptEvent, Records, Shown } from '../../eval/simulate/records.ts';

const SETTLE_MS = 200;

/** The n-th message of a citizen, kept a second after it was written. */
const event = (n: number, more: Partial<KeptEvent> = {}): KeptEvent => ({
  id: `e${n}`,
  platformId: `m${n}`,
  contact: 'an',
  state: 'done',
  happenedMs: n * 1000,
  receivedMs: n * 1000 + 10,
  ...more,
});

const delivery = (sequence: number, of: number, more: Partial<KeptDelivery> = {}) => ({
  id: `d${sequence}`,
  contact: 'an',
  sequence,
  state: 'sent' as const,
  createdMs: of * 1000 + 300,
  platformMessageId: `p${sequence}`,
  text: `answer ${of}`,
  ...more,
});

const shown = (sequence: number, of: number, messageId = `p${sequence}`): Shown => ({
  contact: 'an',
  messageId,
  text: `answer ${of}`,
});

/** Two messages; the first is answered by two messages, the second by one. */
const CLEAN: Records = {
  said: [
    { contact: 'an', platformId: 'm1' },
    { contact: 'an', platformId: 'm2' },
  ],
  events: [event(1), event(2)],
  answered: ['e1', 'e2'],
  deliveries: [delivery(0, 1), delivery(1, 1), delivery(2, 2)],
  shown: [shown(0, 1), shown(1, 1), shown(2, 2)],
};

const ledgerOf = (more: Partial<Records>) => drawLedger({ ...CLEAN, ...more }, SETTLE_MS);

describe('the ledger of a simulated run', () => {
  it('is clean when every answer stands whole, once and in order', () => {
    const ledger = ledgerOf({});
    expect(ledger).toMatchObject({
      said: 2,
      accepted: 2,
      answered: 2,
      received: 2,
      lost: 0,
      doubled: 0,
      outOfOrder: 0,
      cameLate: 0,
      unclear: 0,
      deadLetters: 0,
    });
    expect(isClean(ledger)).toBe(true);
    expect(ledger.answers.get('e1')?.map(({ id }) => id)).toEqual(['d0', 'd1']);
  });

  it('calls a message lost that was never kept, never answered or not answered whole', () => {
    const never = ledgerOf({ said: [...CLEAN.said, { contact: 'an', platformId: 'm3' }] });
    expect(never).toMatchObject({ said: 3, accepted: 2, lost: 1 });
    expect(isClean(never)).toBe(false);
    const unanswered = ledgerOf({
      answered: ['e1'],
      deliveries: CLEAN.deliveries.slice(0, 2),
      shown: CLEAN.shown.slice(0, 2),
    });
    expect(unanswered).toMatchObject({ accepted: 2, answered: 1, received: 1, lost: 1 });
    const half = ledgerOf({ shown: [shown(0, 1), shown(2, 2)] });
    expect(half).toMatchObject({ answered: 2, received: 1, lost: 1, doubled: 0, outOfOrder: 0 });
  });

  it('finds what stands twice, by its id or by its words', () => {
    const again = ledgerOf({ shown: [...CLEAN.shown, shown(2, 2)] });
    expect(again).toMatchObject({ received: 2, doubled: 1 });
    // The first send was cut off after it was taken: nobody was told the id of what it brought.
    const cutOff = ledgerOf({
      shown: [...CLEAN.shown.slice(0, 2), shown(2, 2, 'p9'), shown(2, 2)],
    });
    expect(cutOff).toMatchObject({ received: 2, doubled: 1, outOfOrder: 0 });
    expect(isClean(cutOff)).toBe(false);
    const foreign = ledgerOf({ shown: [...CLEAN.shown, { ...shown(9, 9), text: 'of nobody' }] });
    expect(foreign).toMatchObject({ doubled: 1 });
  });

  it('takes the same words twice for two deliveries where two were due', () => {
    const same = (sequence: number, of: number) => {
      const { platformMessageId: _, ...rest } = delivery(sequence, of, { text: 'the same' });
      return rest;
    };
    const ledger = ledgerOf({
      deliveries: [same(0, 1), same(1, 2)],
      shown: [
        { ...shown(0, 1), text: 'the same' },
        { ...shown(1, 2), text: 'the same' },
      ],
    });
    expect(ledger).toMatchObject({ received: 2, doubled: 0, outOfOrder: 0 });
  });

  it('knows a delivery by its own id where the platform carries it', () => {
    const [first, second] = [delivery(0, 1), delivery(1, 2)];
    const ledger = ledgerOf({
      deliveries: [first, second],
      shown: [
        { ...shown(0, 1, 'x'), deliveryId: 'd0' },
        { ...shown(0, 1, 'y'), deliveryId: 'd0' },
        { ...shown(1, 2, 'z'), deliveryId: 'd1' },
      ],
    });
    expect(ledger).toMatchObject({ received: 2, doubled: 1 });
  });

  it('sees answers and parts of answers that stand the wrong way round', () => {
    const answers = ledgerOf({ shown: [shown(2, 2), shown(0, 1), shown(1, 1)] });
    expect(answers.outOfOrder).toBeGreaterThan(0);
    const parts = ledgerOf({ shown: [shown(1, 1), shown(0, 1), shown(2, 2)] });
    expect(parts).toMatchObject({ lost: 0, doubled: 0, outOfOrder: 1 });
    const mixed = ledgerOf({ shown: [shown(0, 1), shown(2, 2), shown(1, 1)] });
    expect(mixed).toMatchObject({ outOfOrder: 1 });
    expect(isClean(mixed)).toBe(false);
  });

  it('blames nobody for a message that came after the next was answered, but says so', () => {
    const made = {
      answered: ['e2', 'e1'],
      deliveries: [delivery(0, 2), delivery(1, 31, { text: 'answer 1' })],
      shown: [shown(0, 2), shown(1, 1)],
    };
    const late = ledgerOf({ ...made, events: [event(1, { receivedMs: 30_000 }), event(2)] });
    expect(late).toMatchObject({ received: 2, outOfOrder: 0, cameLate: 1 });
    expect(isClean(late)).toBe(true);
    const inTime = event(1, { receivedMs: event(2).receivedMs + SETTLE_MS });
    expect(ledgerOf({ ...made, events: [inTime, event(2)] })).toMatchObject({
      outOfOrder: 1,
      cameLate: 0,
    });
  });

  it('does not guess when answers and messages do not come out even', () => {
    const ledger = ledgerOf({ deliveries: [...CLEAN.deliveries, delivery(3, 9)] });
    expect(ledger).toMatchObject({ unclear: 1 });
    expect(isClean(ledger)).toBe(false);
  });

  it('counts what was given up', () => {
    const ledger = ledgerOf({
      events: [event(1), event(2, { state: 'dead' })],
      deliveries: [delivery(0, 1), delivery(1, 1, { state: 'dead' }), delivery(2, 2)],
    });
    expect(ledger.deadLetters).toBe(2);
  });
});
