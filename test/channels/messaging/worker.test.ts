import { afterEach, describe, expect, it } from 'vitest';
import { MESSAGING_WORDS } from '../../../src/channels/messaging/words.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import { fakeEvent } from '../../fakes/fake-platform.ts';
import { BIRTH, VAGUE, createScriptedMeans } from '../../journeys/scripted-means.ts';
import { run, until } from './running.ts';
import type { Running, RunningOptions } from './running.ts';

let running: Running;
afterEach(() => running.close());
const start = async (options: RunningOptions = {}): Promise<Running> =>
  (running = await run(options));

const words = MESSAGING_WORDS.vi;
const say = (contact: string, id: string, text: string, atMs?: number) =>
  running.messaging.intake.accept([fakeEvent(contact, id, { kind: 'message', text }, atMs)]);
const press = (contact: string, id: string, payload: string) =>
  running.messaging.intake.accept([
    fakeEvent(contact, id, { kind: 'message', text: payload, payload }),
  ]);
/** Everything is answered and sent. */
const done = () =>
  until(async () => {
    const { events, deliveries } = await running.store.backlog();
    return events + deliveries === 0;
  }, 6000);
const conversationOf = async (contact: string) =>
  (
    await running.store.conversationOfContact({
      platform: 'zalo-bot',
      contact,
      now: new Date(),
      restMs: 1e9,
    })
  ).conversation;

describe('a message', () => {
  it('is answered, with the data notice the first time only', async () => {
    await start();
    await say('an', '1', BIRTH);
    await done();
    await say('an', '2', 'lệ phí bao nhiêu');
    await done();
    const [first = ''] = running.told('an');
    const second = running.told('an').at(-1);
    expect(first).toContain('14 ngày');
    expect(first).toContain('Thủ tục đăng ký khai sinh');
    expect(second).not.toContain('14 ngày');
    expect(second).toContain('Lệ phí');
  });

  it('is answered once, however often and wherever the platform delivers it', async () => {
    await start();
    await Promise.all([say('an', '1', BIRTH), say('an', '1', BIRTH), say('an', '1', BIRTH)]);
    await done();
    await say('an', '1', BIRTH);
    await say('an', '2', 'lệ phí');
    await until(async () => (await conversationOf('an')).turns.length >= 4);
    expect((await conversationOf('an')).turns.map(({ role }) => role)).toEqual([
      'citizen',
      'assistant',
      'citizen',
      'assistant',
    ]);
  });

  it('is read in the order it was written, not in the order it arrived', async () => {
    await start({ parts: { worker: { settleMs: 60 } } });
    const now = Date.now();
    await say('an', '2', 'hai', now + 20);
    await say('an', '3', 'ba', now + 40);
    await say('an', '1', 'một', now);
    await until(async () => (await conversationOf('an')).turns.length === 6);
    const asked = (await conversationOf('an')).turns.filter(({ role }) => role === 'citizen');
    expect(asked.map(({ text }) => text)).toEqual(['một', 'hai', 'ba']);
  });

  it('is kept masked', async () => {
    await start();
    await say('an', '1', 'số của tôi là 0912345678, làm khai sinh cần gì');
    await done();
    const [turn] = (await conversationOf('an')).turns;
    expect(turn?.text).not.toContain('0912345678');
    expect(running.logged.join()).not.toContain('0912345678');
  });

  it('chooses a procedure, a facet or a person by button', async () => {
    await start();
    await say('an', '1', VAGUE);
    await done();
    await press('an', '2', 'c:1.001193');
    await press('an', '3', 'f:1.001193:fee');
    await press('an', '4', 'p');
    await until(async () => (await conversationOf('an')).turns.length === 8);
    const { turns } = await conversationOf('an');
    expect(turns.map(({ answer }) => answer?.outcome ?? null)).toEqual([
      null,
      'clarify',
      null,
      'answered',
      null,
      'answered',
      null,
      'handed-off',
    ]);
    expect(turns[5]?.answer?.facet).toBe('fee');
  });
});

describe('other events', () => {
  it('what cannot be read is declined politely, and its words are answered', async () => {
    await start();
    await running.messaging.intake.accept([
      fakeEvent('an', '1', { kind: 'unreadable', what: 'image' }),
      fakeEvent('binh', '2', { kind: 'unreadable', what: 'image', text: BIRTH }),
    ]);
    await done();
    expect(running.told('an')).toEqual([words.unreadable.image]);
    const all = running.told('binh').join('\n');
    expect(all).toContain('Thủ tục đăng ký khai sinh');
    expect(all).toContain(words.unreadableBesides);
  });

  it('a beginning is greeted with the data notice, a leaving with nothing', async () => {
    await start();
    await running.messaging.intake.accept([
      fakeEvent('an', '1', { kind: 'started' }),
      fakeEvent('binh', '2', { kind: 'left' }),
      fakeEvent(null, '3', { kind: 'other', name: 'add_user_to_tag' }),
    ]);
    await done();
    expect(running.told('an').join()).toContain('14 ngày');
    await done();
    expect(running.told('binh')).toEqual([]);
  });

  it('an officer who takes over silences the assistant, and giving back says so', async () => {
    await start();
    await say('an', '1', BIRTH);
    await done();
    await running.messaging.intake.accept([
      fakeEvent('an', '2', { kind: 'taken-over', text: 'Chào ông, tôi là cán bộ.' }),
    ]);
    await until(async () => (await conversationOf('an')).turns.length === 3);
    await say('an', '3', 'dạ chào cán bộ phí');
    await until(async () => (await conversationOf('an')).turns.length === 4);
    const before = running.told('an').length;
    await running.messaging.intake.accept([fakeEvent('an', '4', { kind: 'given-back' })]);
    await say('an', '5', 'lệ phí');
    await done();
    expect(running.told('an')[before]).toContain(words.backToAssistant);
    expect((await conversationOf('an')).turns.map(({ role }) => role)).toEqual([
      'citizen',
      'assistant',
      'officer',
      'citizen',
      'citizen',
      'assistant',
    ]);
  });

  it('an officer silent for long has given the conversation back', async () => {
    await start({ parts: { officerRestMs: 0 } });
    await running.messaging.intake.accept([fakeEvent('an', '1', { kind: 'taken-over' })]);
    await done();
    await say('an', '2', BIRTH);
    await done();
    expect(running.told('an')[0]).toContain('Thủ tục đăng ký khai sinh');
  });

  it('erasing on request leaves nothing and says so', async () => {
    await start();
    await say('an', '1', BIRTH);
    await done();
    const { id } = await conversationOf('an');
    await say('an', '2', 'Xóa dữ liệu của tôi giúp nhé!');
    await until(() => running.told('an').includes(words.data.erased));
    expect(await running.store.find(id)).toBeUndefined();
  });

  it('asking for her data is told what is kept and noted for an officer', async () => {
    await start();
    await say('an', '1', BIRTH);
    await done();
    await running.messaging.intake.accept([
      fakeEvent('an', '2', { kind: 'data-request', right: 'export' }),
    ]);
    await until(() => running.told('an').some((text) => text.includes('2 tin nhắn')));
    const [handoff] = await running.store.handoffs({ limit: 10 });
    expect(handoff?.reason).toBe('data-export');
  });
});

describe('asking for a person', () => {
  it('is kept with the number left later, which stands nowhere else', async () => {
    await start();
    await say('an', '1', 'cho tôi gặp cán bộ');
    await done();
    const all = running.told('an').join('\n');
    expect(all).toContain(words.handoff.recorded);
    expect(all).toContain('7h30–17h');
    expect(all).toContain('1900 1234');
    await say('an', '2', 'số tôi là 0912 345 678 ạ');
    await until(() => running.told('an').some((text) => text.includes(words.handoff.numberKept)));
    const [handoff] = await running.store.handoffs({ limit: 10 });
    expect(handoff).toMatchObject({ state: 'open', contact: '0912345678' });
    const kept = await running.store.exportConversation(handoff?.conversationId ?? '');
    const elsewhere = JSON.stringify({ ...kept, handoffs: [] });
    expect(elsewhere).not.toMatch(/0912\s?345\s?678/u);
  });

  it('is kept with the number in the same message', async () => {
    await start();
    await say('an', '1', 'cho tôi gặp cán bộ, số tôi 0912345678');
    await done();
    expect(await running.store.handoffs({ limit: 10 })).toMatchObject([{ contact: '0912345678' }]);
  });

  it('is not lost when recording it fails after the answer was given', async () => {
    let fails = 1;
    const opened = await openStore({ file: ':memory:' });
    await start({
      store: {
        ...opened,
        requestHandoff: (request) => {
          fails -= 1;
          return fails >= 0 ? Promise.reject(new Error('killed')) : opened.requestHandoff(request);
        },
      },
    });
    await say('an', '1', 'cho tôi gặp cán bộ');
    await until(async () => (await opened.handoffs({ limit: 1 })).length > 0, 5000);
    await until(async () => (await opened.backlog()).events === 0);
    expect(running.told('an').filter((text) => text.includes(words.handoff.recorded))).toHaveLength(
      1,
    );
    await opened.close();
  });
});

describe('failing', () => {
  it('comes again, and in the end is an apology and a person', async () => {
    let asked = 0;
    await start({
      means: {
        answer: () => {
          asked += 1;
          return Promise.reject(new Error('broken with the words of a citizen'));
        },
      },
      parts: { worker: { mostAttempts: 2 } },
    });
    await say('an', '1', BIRTH);
    await done();
    expect(asked).toBe(2);
    expect(running.told('an').join()).toContain(words.failed);
    expect(await running.store.handoffs({ limit: 5 })).toMatchObject([{ reason: 'failed' }]);
    expect(running.logged.join()).not.toContain('words of a citizen');
  });

  it('once does no harm', async () => {
    let fails = true;
    const scripted = createScriptedMeans();
    await start({
      means: {
        answer: (question, context) => {
          if (!fails) return scripted.answer(question, context);
          fails = false;
          return Promise.reject(new Error('for a moment'));
        },
      },
    });
    await say('an', '1', BIRTH);
    await say('an', '2', 'lệ phí');
    await until(async () => (await conversationOf('an')).turns.length === 4, 5000);
    const { turns } = await conversationOf('an');
    expect(turns.map(({ answer }) => answer?.facet ?? null)).toEqual([
      null,
      'dossier',
      null,
      'fee',
    ]);
  });
});

describe('a flood', () => {
  it('is answered up to the limit, told once, then met with silence', async () => {
    await start({ config: { limits: { perSenderPerMinute: 2, globalPerMinute: 0 } } });
    for (let at = 0; at < 6; at += 1) await say('an', `${at}`, `phí ${at}`);
    await done();
    expect((await conversationOf('an')).turns).toHaveLength(4);
    expect(running.told('an').filter((text) => text === words.flood.sender)).toHaveLength(1);
    await say('binh', 'b', BIRTH);
    await done();
    expect(running.told('binh').join()).toContain('Thủ tục đăng ký khai sinh');
  });

  it('of all together is told so', async () => {
    await start({ config: { limits: { perSenderPerMinute: 0, globalPerMinute: 1 } } });
    await say('an', '1', BIRTH);
    await done();
    await say('binh', '2', BIRTH);
    await done();
    expect(running.told('binh')).toEqual([words.flood.global]);
  });
});
