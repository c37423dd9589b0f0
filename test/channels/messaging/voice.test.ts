import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VoiceFetch } from '../../../src/channels/messaging/platform.ts';
import { MESSAGING_WORDS } from '../../../src/channels/messaging/words.ts';
import type { ContactEvent } from '../../../src/conversation/exchange.ts';
import type { Transcriber } from '../../../src/conversation/transcriber.ts';
import { createLog } from '../../../src/log.ts';
import { createTranscriber } from '../../../src/models/transcribe.ts';
import { fakeEvent } from '../../fakes/fake-platform.ts';
import { openFakeTranscription } from '../../fakes/fake-transcription.ts';
import type { FakeTranscription } from '../../fakes/fake-transcription.ts';
import { BIRTH } from '../../journeys/scripted-means.ts';
import { run, until } from './running.ts';
import type { Running, RunningOptions } from './running.ts';

const SPEECH = Buffer.from('OggS speech');
const { voice: lines, unreadable, unreadableBesides } = MESSAGING_WORDS.vi;

let speech: FakeTranscription;
let running: Running;
let fetched: string[];
let recording: () => VoiceFetch | Promise<VoiceFetch>;
beforeEach(async () => {
  speech = await openFakeTranscription();
  speech.say(SPEECH, BIRTH);
  fetched = [];
  recording = () => ({ kind: 'fetched', bytes: SPEECH, mediaType: 'audio/ogg' });
});
afterEach(async () => {
  await running.close();
  await speech.close();
});

const transcriber = (timeoutMs = 2000) =>
  createTranscriber({
    config: { baseUrl: speech.url, apiKey: undefined, model: 'whisper-1', timeoutMs },
    log: createLog('silent'),
    options: { firstWaitMs: 5 },
  });
async function start({ parts, ...options }: RunningOptions = {}): Promise<Running> {
  running = await run({
    adapter: {
      fetchVoice: (reference) => {
        fetched.push(reference);
        return Promise.resolve(recording());
      },
    },
    ...options,
    parts: { transcriber: transcriber(), ...parts },
  });
  return running;
}
const speak = (
  id = '1',
  more: Partial<Extract<ContactEvent, { kind: 'voice' }>> = {},
  contact = 'an',
) =>
  running.messaging.intake.accept([
    fakeEvent(contact, id, { kind: 'voice', reference: `ref-${id}`, durationS: 4, ...more }),
  ]);
const done = () =>
  until(async () => {
    const { events, deliveries } = await running.store.backlog();
    return events + deliveries === 0;
  }, 8000);
const conversation = async () =>
  (
    await running.store.conversationOfContact({
      platform: 'zalo-bot',
      contact: 'an',
      now: new Date(),
      restMs: 1e9,
    })
  ).conversation;

describe('a voice message', () => {
  it('is answered like a typed one, with the words as they were heard', async () => {
    await start();
    await speak();
    await done();
    const told = running.told('an').join('\n');
    expect(told).toContain(`Dạ, tôi nghe được: “${BIRTH}”`);
    expect(told).toContain('Thủ tục đăng ký khai sinh');
    expect((await conversation()).turns.map(({ role, text }) => [role, text])[0]).toEqual([
      'citizen',
      BIRTH,
    ]);
    expect(fetched).toEqual(['ref-1']);
    expect(speech.calls[0]).toMatchObject({
      mediaType: 'audio/ogg',
      fields: { language: 'vi', prompt: lines.prompt },
    });
  });

  it('is masked like a typed one wherever it is kept or shown', async () => {
    speech.say(SPEECH, `số của tôi là 0912345678, ${BIRTH}`);
    await start();
    await speak();
    await done();
    const kept = JSON.stringify((await conversation()).turns);
    expect(kept).toContain('khai sinh');
    expect(kept + running.told('an').join() + running.logged.join()).not.toContain('0912345678');
  });

  it('leaves a number for being called back, as a typed one does', async () => {
    await start();
    await running.messaging.intake.accept([
      fakeEvent('an', '0', { kind: 'message', text: 'gặp cán bộ', payload: 'p' }),
    ]);
    await done();
    speech.say(SPEECH, 'số của tôi là 0912345678');
    await speak();
    await done();
    expect(running.told('an').join()).toContain(MESSAGING_WORDS.vi.handoff.numberKept);
    const [handoff] = await running.store.handoffs({ limit: 5 });
    expect(JSON.stringify(handoff)).toContain('0912345678');
  });

  it('shows a long speech by its beginning, and reads it whole', async () => {
    const long = `${BIRTH} ${'và tôi kể thêm chuyện nhà '.repeat(30)}hết`;
    speech.say(SPEECH, long);
    await start();
    await speak();
    await done();
    expect(running.told('an').join()).not.toContain('hết”');
    expect(running.told('an').join()).toContain('…”');
    expect((await conversation()).turns[0]?.text).toContain('hết');
  });

  it('is read after the words beside it', async () => {
    speech.say(SPEECH, 'lệ phí bao nhiêu');
    await start();
    await speak('1', { text: BIRTH });
    await done();
    expect((await conversation()).turns[0]?.text).toBe(`${BIRTH}\nlệ phí bao nhiêu`);
  });

  it('is answered once and listened to once, however often it is delivered', async () => {
    await start();
    await Promise.all([speak(), speak(), speak()]);
    await done();
    await speak();
    await done();
    expect(speech.calls).toHaveLength(1);
    expect((await conversation()).turns).toHaveLength(2);
  });

  it('keeps its place among typed messages', async () => {
    await start();
    const now = Date.now();
    await running.messaging.intake.accept([
      fakeEvent('an', '2', { kind: 'message', text: 'lệ phí bao nhiêu' }, now + 20),
      fakeEvent('an', '1', { kind: 'voice', reference: 'r' }, now),
    ]);
    await done();
    const asked = (await conversation()).turns.filter(({ role }) => role === 'citizen');
    expect(asked.map(({ text }) => text)).toEqual([BIRTH, 'lệ phí bao nhiêu']);
  });

  it('is stored at once, and its reference no longer than until it is answered', async () => {
    const release = Promise.withResolvers<VoiceFetch>();
    recording = () => release.promise;
    await start();
    await speak();
    expect((await running.store.backlog()).events).toBe(1);
    await until(() => fetched.length === 1);
    release.resolve({ kind: 'fetched', bytes: SPEECH, mediaType: 'audio/ogg' });
    await done();
    // What is kept of the contact, whole.
    const { id } = await conversation();
    const kept = JSON.stringify(await running.store.exportConversation(id));
    expect(kept).toContain(BIRTH);
    expect(kept).not.toMatch(/ref-1|OggS/u);
  });

  it('stands in the conversation while an officer has it, without an answer', async () => {
    await start();
    await running.messaging.intake.accept([
      fakeEvent('an', '0', { kind: 'taken-over', text: 'Chào bà' }),
    ]);
    await done();
    const before = running.told('an').length;
    await speak();
    await done();
    expect((await conversation()).turns.at(-1)).toMatchObject({ role: 'citizen', text: BIRTH });
    recording = () => ({ kind: 'failed', reason: 'gone' });
    await speak('2');
    await done();
    expect(running.told('an')).toHaveLength(before);
  });

  it('counts as a message for the flood limit before it costs anything', async () => {
    await start({ config: { limits: { perSenderPerMinute: 1, globalPerMinute: 0 } } });
    await speak('1');
    await done();
    await speak('2');
    await speak('3');
    await done();
    expect(speech.calls).toHaveLength(1);
    expect(
      running.told('an').filter((text) => text === MESSAGING_WORDS.vi.flood.sender),
    ).toHaveLength(1);
  });
});

describe('a voice message that leads nowhere', () => {
  const tellsOf = async (line: string): Promise<void> => {
    await speak();
    await done();
    expect(running.told('an')).toEqual([line]);
    expect((await conversation()).turns).toEqual([]);
  };

  it.each([
    ['silence', { text: '' }],
    ['what a model makes of silence', { text: 'Cảm ơn các bạn đã theo dõi và hẹn gặp lại.' }],
    ['words the model is not sure of', { text: 'khai gì đó', logprob: -1.1 }],
  ])('is asked for again after %s', async (_, heard) => {
    speech.say(SPEECH, heard);
    await start();
    await tellsOf(lines.unclear);
  });

  it.each([
    ['too-large', lines['too-long']],
    ['gone', lines.unsupported],
    ['refused', lines.unsupported],
  ] as const)('is told so when its recording is %s', async (reason, line) => {
    recording = () => ({ kind: 'failed', reason });
    await start();
    await tellsOf(line);
    expect(fetched).toHaveLength(1);
  });

  it('is told so when the endpoint cannot read it', async () => {
    speech.fail({ kind: 'status', status: 400 });
    await start();
    await tellsOf(lines.unsupported);
  });

  it.each([{ durationS: 181 }, { sizeBytes: 20_000_001 }])(
    'is not fetched at all when it says %j',
    async (more) => {
      await start();
      await speak('1', more);
      await done();
      expect(running.told('an')).toEqual([lines['too-long']]);
      expect(fetched).toEqual([]);
    },
  );

  it('is declined as before where nobody listens', async () => {
    await start({ parts: { transcriber: undefined } });
    await tellsOf(unreadable.voice);
    await speak('2', { mediaType: 'video/mp4' });
    await done();
    expect(running.told('an').at(-1)).toBe(unreadable.video);
    expect(fetched).toEqual([]);
  });

  it('is answered by the words beside it', async () => {
    recording = () => ({ kind: 'failed', reason: 'gone' });
    await start();
    await speak('1', { text: BIRTH });
    await done();
    const told = running.told('an').join('\n');
    expect(told).toContain('Thủ tục đăng ký khai sinh');
    expect(told).toContain(unreadableBesides);
  });

  it('whose reference is longer than any is declined', async () => {
    await start();
    await speak('1', { reference: `https://a.example/${'x'.repeat(5000)}` });
    await done();
    expect(running.told('an')).toEqual([unreadable.voice]);
  });
});

describe('when listening fails', () => {
  it('a passing fault is not noticed: the event is tried again', async () => {
    let times = 0;
    recording = () => {
      times += 1;
      return times === 1
        ? { kind: 'failed', reason: 'unavailable' }
        : { kind: 'fetched', bytes: SPEECH };
    };
    speech.fail({ kind: 'cut' }, 3);
    await start();
    await speak();
    await done();
    expect(running.told('an').join()).toContain('Thủ tục đăng ký khai sinh');
    expect(fetched).toHaveLength(3);
  });

  it('for good, the citizen is asked to write, and others are answered meanwhile', async () => {
    speech.fail({ kind: 'status', status: 500 }, Number.POSITIVE_INFINITY);
    await start();
    await speak();
    await running.messaging.intake.accept([
      fakeEvent('binh', 'b1', { kind: 'message', text: BIRTH }),
    ]);
    await done();
    expect(running.told('an')).toEqual([lines.unavailable]);
    expect(running.told('binh').join()).toContain('Thủ tục đăng ký khai sinh');
    expect(fetched).toHaveLength(3);
  });

  it('by taking too long, she is asked to write too', async () => {
    speech.fail({ kind: 'slow', ms: 5000 }, Number.POSITIVE_INFINITY);
    await start({ parts: { transcriber: transcriber(100) } });
    await speak();
    await done();
    expect(running.told('an')).toEqual([lines.unavailable]);
  });

  it('after the words were heard, they are heard anew but answered once', async () => {
    const { transcribe } = transcriber();
    let failures = 1;
    const interrupted: Transcriber = {
      transcribe: async (...asked) => {
        const transcript = await transcribe(...asked);
        failures -= 1;
        if (failures >= 0) throw new TypeError('interrupted');
        return transcript;
      },
    };
    await start({ parts: { transcriber: interrupted } });
    await speak();
    await done();
    expect(speech.calls).toHaveLength(2);
    expect((await conversation()).turns).toHaveLength(2);
    expect(running.told('an').join().split('tôi nghe được')).toHaveLength(2);
  });
});
