import { afterEach, describe, expect, it } from 'vitest';
import { createCounters } from '../../../src/channels/messaging/counters.ts';
import { createIntake } from '../../../src/channels/messaging/intake.ts';
import { createLog } from '../../../src/log.ts';
import { maskPersonalData, telephoneIn } from '../../../src/language/personal-data.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import type { Store } from '../../../src/stores/open-store.ts';
import { fakeEvent } from '../../fakes/fake-platform.ts';

let store: Store;
afterEach(() => store.close());

async function open() {
  store = await openStore({ file: ':memory:' });
  const counters = createCounters();
  let stored = 0;
  const intake = createIntake({
    store,
    mask: (text) => maskPersonalData(text).text,
    telephoneIn,
    counters,
    log: createLog('silent'),
    onStored: () => void (stored += 1),
    now: () => new Date(),
  });
  const claim = () => store.claimEvents({ now: new Date(), settleMs: 0, leaseMs: 0 });
  return { intake, counters, stored: () => stored, claim };
}

describe('intake', () => {
  it('keeps an event once and counts what comes again', async () => {
    const { intake, counters, stored, claim } = await open();
    const event = fakeEvent('an', '1', { kind: 'message', text: 'khai sinh' });
    await intake.accept([event, event]);
    await intake.accept([event]);
    expect(await claim()).toHaveLength(1);
    expect(stored()).toBe(1);
    expect(counters.value('events_known_total', { platform: 'zalo-bot' })).toBe(2);
  });

  it('masks what citizens and officers wrote, and composes it', async () => {
    const { intake, claim } = await open();
    await intake.accept([
      fakeEvent(
        'an',
        '1',
        { kind: 'message', text: 'căn cước 001200001234 của tôi'.normalize('NFD') },
        Date.now() - 2,
      ),
      fakeEvent('an', '2', { kind: 'taken-over', text: 'gọi chị 0912345678' }, Date.now() - 1),
    ]);
    const kept = JSON.stringify(await claim());
    expect(kept).not.toMatch(/001200001234|0912345678/u);
    expect(kept).toContain('căn cước'.normalize('NFC'));
  });

  it('keeps a telephone number beside the masked text until the event is done', async () => {
    const { intake, claim } = await open();
    await intake.accept([fakeEvent('an', '1', { kind: 'message', text: 'số tôi 0912 345 678' })]);
    const [event] = (await claim()) ?? [];
    expect(event?.event).toMatchObject({ telephone: '0912345678' });
    const { id: conversationId } = (
      await store.conversationOfContact({
        platform: 'zalo-bot',
        contact: 'an',
        now: new Date(),
        restMs: 1e9,
      })
    ).conversation;
    await store.finishEvents({ events: [event?.id ?? ''], deliveries: [] }, new Date());
    expect(JSON.stringify(await store.exportConversation(conversationId))).not.toContain(
      '0912345678',
    );
  });

  it('cuts what no platform sends', async () => {
    const { intake, claim } = await open();
    await intake.accept([fakeEvent('an', '1', { kind: 'message', text: 'à'.repeat(100_000) })]);
    const [event] = (await claim()) ?? [];
    expect(event?.event).toMatchObject({ text: 'à'.repeat(20_000) });
  });

  it('proves a delivery by its echo at once and keeps nothing of it', async () => {
    const { intake, stored } = await open();
    await store.finishEvents(
      {
        events: [],
        deliveries: [
          { platform: 'zalo-bot', contact: 'an', body: { text: 'x' }, author: 'assistant' },
        ],
      },
      new Date(),
    );
    await store.claimDeliveries({
      now: new Date(),
      leaseMs: 60_000,
      limit: 1,
      platforms: ['zalo-bot'],
    });
    await intake.accept([fakeEvent('an', 'e1', { kind: 'echo', text: 'x' })]);
    expect(await store.backlog()).toMatchObject({ events: 0, deliveries: 0 });
    expect(stored()).toBe(0);
  });
});
