import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import deskEn from '../../../knowledge/desk.en.json' with { type: 'json' };
import deskVi from '../../../knowledge/desk.vi.json' with { type: 'json' };
import { createOfficerWords } from '../../../src/channels/messaging/officer-words.ts';
import type { ContactBudget, PlatformLimits } from '../../../src/channels/messaging/platform.ts';
import { createSatisfactionRequests } from '../../../src/channels/messaging/satisfaction.ts';
import { SATISFACTION_WORDS } from '../../../src/channels/messaging/satisfaction-words.ts';
import type { ContactEvent } from '../../../src/conversation/exchange.ts';
import { createDesk } from '../../../src/desk/create-desk.ts';
import type { Desk, DeskHandoff, Ending } from '../../../src/desk/desk.ts';
import type { Store } from '../../../src/stores/open-store.ts';
import { fakeEvent } from '../../fakes/fake-platform.ts';
import { run, until } from './running.ts';
import type { Running } from './running.ts';

const LAN = { officerId: 'lan', name: 'Lan', office: 'o', isSupervisor: false };
const DAY_MS = 24 * 3_600_000;
const WORDS = SATISFACTION_WORDS.vi;
let running: Running;
let desk: Desk;
let closed: DeskHandoff;
let aheadMs: number;
let count: number;
const now = () => new Date(Date.now() + aheadMs);
beforeEach(() => {
  aheadMs = 0;
  count = 0;
});
afterEach(() => running.close());

async function start(limits: Partial<PlatformLimits> = {}): Promise<void> {
  running = await run({
    adapter: { limits },
    parts: { now },
    desk: (store: Store) =>
      (desk = createDesk({
        store,
        office: { id: 'o', hotline: '1900 1234' },
        staffed: true,
        texts: { vi: deskVi, en: deskEn },
        deliver: async (handoff, text) =>
          createOfficerWords({ store, platforms: running.messaging.platforms })(handoff, text),
        mask: (text) => text,
        now,
      })),
  });
}
/** The officers' side of it, in one more process each time. */
const asking = (budget?: ContactBudget) =>
  createSatisfactionRequests({
    store: running.store,
    platforms: running.messaging.platforms.map((platform) =>
      budget === undefined ? platform : { ...platform, budget: async () => budget },
    ),
    now,
  });
const done = () =>
  until(async () => {
    const { events, deliveries } = await running.store.backlog();
    return events + deliveries === 0;
  }, 6000);
async function send(event: ContactEvent): Promise<string> {
  count += 1;
  const atMs = now().getTime();
  await running.messaging.intake.accept([fakeEvent('an', `e${count}`, event, atMs)]);
  await done();
  return running.told('an').at(-1) ?? '';
}
const say = (text: string) => send({ kind: 'message', text });
const press = (text: string, payload: string) => send({ kind: 'message', text, payload });
/** A talk with an officer from its beginning to its end. */
async function serve(ending: Ending = 'resolved'): Promise<void> {
  await say('cho tôi gặp cán bộ');
  const [handoff] = (await desk.list({ view: 'waiting', office: 'o', officerId: '', limit: 5 }))
    .handoffs;
  const { id } = await desk.claim(handoff?.id ?? '', LAN);
  count += 1;
  await desk.send(id, LAN, { clientMessageId: `m${count}`, text: 'Dạ, xong rồi ạ.' });
  closed = await desk.close(id, LAN, ending);
}
const conversation = async () => {
  const found = await running.store.find(closed.conversationId);
  if (found === undefined) throw new Error('It is gone.');
  return found;
};
const rating = () => running.store.ratingOf(closed.conversationId);
const asked = () => running.told('an').filter((text) => text.includes(WORDS.ask)).length;
const lastButtons = () => running.fake.arrived.at(-1)?.buttons ?? [];

describe('a citizen on a messaging platform, after an officer helped her', () => {
  it('is asked once how it was, whoever tells of the end and how often', async () => {
    await start();
    await serve();
    await Promise.all([asking()(closed), asking()(closed)]);
    await asking()(closed);
    await done();
    expect(asked()).toBe(1);
    expect(lastButtons().map(({ title }) => title)).toEqual([
      'Rất hài lòng',
      'Hài lòng',
      'Bình thường',
      'Không hài lòng',
      'Rất không hài lòng',
    ]);
  });

  it('answers with a button, which rates that talk and asks the assistant nothing', async () => {
    await start();
    await serve();
    await asking()(closed);
    await done();
    const { turns } = await conversation();
    const [best] = lastButtons();
    expect(await press(best?.title ?? '', best?.payload ?? '')).toBe(WORDS.thanks);
    expect(await rating()).toMatchObject({ stars: 5 });
    expect((await conversation()).turns).toEqual(turns);
    // A number is no rating any more, a button still is.
    await say('4');
    expect(await rating()).toMatchObject({ stars: 5 });
    expect(await press('x', best?.payload.replace('r:5', 'r:4') ?? '')).toBe(WORDS.thanks);
    expect(await rating()).toMatchObject({ stars: 4 });
  });

  it('has fewer buttons, or numbers to type, where there is no room', async () => {
    await start({ buttons: 3, buttonTitleLength: 20 });
    await serve();
    await asking()(closed);
    await done();
    expect(lastButtons().map(({ title }) => title)).toEqual([
      'Rất hài lòng',
      'Hài lòng',
      'Không hài lòng',
    ]);
    await running.close();
    await start({ buttons: 0 });
    await serve('returned');
    await asking()(closed);
    await done();
    const text = running.told('an').at(-1) ?? '';
    expect(text).toContain('5 – Rất hài lòng\n4 – Hài lòng');
    expect(text).not.toContain(WORDS.chooseButton);
    expect(await say('5 sao ạ')).toBe(WORDS.thanks);
    expect(await rating()).toMatchObject({ stars: 5 });
  });

  it('says why she is dissatisfied, also with a number in it, and then asks on', async () => {
    await start();
    await serve();
    await asking()(closed);
    await done();
    const { turns } = await conversation();
    expect(await say('không hài lòng')).toBe(WORDS.askReason);
    const why = 'Chờ lâu quá, phải gọi 0912 345 678 nhiều lần mà không ai nghe';
    expect(await say(why)).toBe(WORDS.thanksReason);
    expect((await conversation()).turns).toEqual(turns);
    expect((await rating())?.reason).toContain('không ai nghe');
    await say('Lệ phí khai sinh bao nhiêu?');
    expect((await conversation()).turns.length).toBeGreaterThan(turns.length);
  });

  it('has her reason kept beside the stars, masked and without a turn', async () => {
    await start();
    await serve();
    await asking()(closed);
    await done();
    const { turns } = await conversation();
    await say('1');
    expect(await say('Chờ quá lâu, căn cước 001099012345 đọc hai lần vẫn sai')).toBe(
      WORDS.thanksReason,
    );
    const kept = await rating();
    expect(kept).toMatchObject({ stars: 1 });
    expect(kept?.reason).toContain('Chờ quá lâu');
    expect(kept?.reason).not.toContain('001099012345');
    expect((await conversation()).turns).toEqual(turns);
    expect(running.logged.join('')).not.toContain('Chờ quá lâu');
  });

  it('asks the assistant instead of giving a reason, or skips it', async () => {
    await start();
    await serve();
    await asking()(closed);
    await done();
    const [, , , low] = lastButtons();
    expect(await press('x', low?.payload ?? '')).toBe(WORDS.askReason);
    const answer = await say('Lệ phí khai sinh bao nhiêu?');
    expect(answer).not.toContain(WORDS.thanksReason);
    expect((await conversation()).turns.at(-1)?.answer).toBeDefined();
    expect(await rating()).toEqual({ stars: 2, at: expect.any(String) });
    expect(await press('x', low?.payload ?? '')).toBe(WORDS.askReason);
    expect(await say('thôi ạ')).toBe(WORDS.thanks);
  });

  it('rates with a word only in the first message, and within a day', async () => {
    await start();
    await serve();
    await asking()(closed);
    await done();
    await say('Lệ phí khai sinh bao nhiêu?');
    await say('rất hài lòng');
    expect(await rating()).toBeUndefined();
    const [best] = running.fake.arrived.find(({ text }) => text.includes(WORDS.ask))?.buttons ?? [];
    aheadMs = DAY_MS + 60_000;
    const { turns } = await conversation();
    expect(await press('x', best?.payload ?? '')).toBe(WORDS.late);
    expect(await rating()).toBeUndefined();
    expect((await conversation()).turns).toEqual(turns);
  });

  it('may thank first', async () => {
    await start();
    await serve();
    await asking()(closed);
    await done();
    await say('Dạ em cảm ơn ạ');
    expect(await say('5')).toBe(WORDS.thanks);
    expect(await rating()).toMatchObject({ stars: 5 });
  });

  it('is not asked twice a day, nor when the window is over or nobody helped', async () => {
    await start();
    await serve('abandoned');
    await asking()(closed);
    await serve();
    const past = new Date(now().getTime() - 1).toISOString();
    await asking({ windowEndsAt: past, messagesLeft: null })(closed);
    await asking({ windowEndsAt: null, messagesLeft: 0 })(closed);
    await done();
    expect(asked()).toBe(0);
    await asking({ windowEndsAt: null, messagesLeft: 3 })(closed);
    await serve();
    await asking()(closed);
    await done();
    expect(asked()).toBe(1);
    // What she says now is about the talk after.
    await say('5');
    expect(await rating()).toBeUndefined();
  });

  it('is heard by the officer who speaks with her now, whatever she was asked before', async () => {
    await start();
    await serve();
    await asking()(closed);
    await say('cho tôi gặp cán bộ');
    const [waiting] = (await desk.list({ view: 'waiting', office: 'o', officerId: '', limit: 5 }))
      .handoffs;
    await desk.claim(waiting?.id ?? '', LAN);
    await say('5');
    expect((await conversation()).turns.at(-1)).toMatchObject({ role: 'citizen', text: '5' });
    expect(await rating()).toBeUndefined();
  });
});
