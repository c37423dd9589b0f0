import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpeechConfig } from '../../src/config.ts';
import { TranscriptionFailed } from '../../src/conversation/transcriber.ts';
import type { Recording, Transcriber } from '../../src/conversation/transcriber.ts';
import { createLog } from '../../src/log.ts';
import { privateAddresses } from '../../src/models/private-address.ts';
import { createTranscriber } from '../../src/models/transcribe.ts';
import type { TranscribeOptions, TranscribeParts } from '../../src/models/transcribe.ts';
import { openFakeTranscription } from '../fakes/fake-transcription.ts';
import type { FakeTranscription, TranscriptionFault } from '../fakes/fake-transcription.ts';

const AUDIO = Buffer.from('OggS: làm khai sinh cho cháu cần gì');
const WORDS = 'làm khai sinh cho cháu cần gì';
const recording = (more: Partial<Recording> = {}): Recording => ({
  bytes: AUDIO,
  mediaType: 'audio/ogg',
  ...more,
});

let fake: FakeTranscription;
let logged: string[];
beforeEach(async () => {
  fake = await openFakeTranscription();
  fake.say(AUDIO, WORDS);
  logged = [];
});
afterEach(() => fake.close());

function open(
  config: Partial<SpeechConfig> = {},
  options: Partial<TranscribeOptions> = {},
  more: Partial<TranscribeParts> = {},
): Transcriber {
  return createTranscriber({
    config: {
      baseUrl: fake.url,
      apiKey: 'secret-key-1',
      model: 'whisper-1',
      timeoutMs: 3000,
      ...config,
    },
    log: createLog('debug', { write: (line) => void logged.push(line) }),
    options: { firstWaitMs: 5, ...options },
    ...more,
  });
}
const listen = (transcriber = open(), audio = recording()) =>
  transcriber.transcribe(audio, { language: 'vi' });
const problemOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof TranscriptionFailed ? error.reason : String(error)),
  );

describe('speech made into words by an endpoint', () => {
  it('gives the words and how sure they are', async () => {
    expect(await listen()).toEqual({ text: WORDS, confidence: Math.exp(-0.2) });
  });

  it('sends what the interface asks for, and of the file only what tells its format', async () => {
    await open().transcribe(recording({ mediaType: 'video/mp4', fileName: 'Lan-khai-sinh.mp4' }), {
      language: 'vi',
      prompt: 'khai sinh, kết hôn',
    });
    expect(fake.calls).toEqual([
      {
        fields: {
          model: 'whisper-1',
          language: 'vi',
          response_format: 'verbose_json',
          prompt: 'khai sinh, kết hôn',
        },
        fileName: 'speech.mp4',
        mediaType: 'video/mp4',
        bytes: AUDIO.length,
        key: 'Bearer secret-key-1',
      },
    ]);
  });

  it.each([
    ['audio/ogg; codecs=opus', 'x.oga', 'speech.ogg'],
    ['application/octet-stream', 'voice/file_7.oga', 'speech.ogg'],
    ['application/octet-stream', 'a.aac', 'speech.m4a'],
    ['audio/aac', 'a.aac', 'speech.m4a'],
    ['application/octet-stream', undefined, 'speech.ogg'],
    ['audio/mpeg', 'a.bin', 'speech.mp3'],
  ])('names %s %s as endpoints know it', async (mediaType, fileName, name) => {
    await listen(open(), recording({ mediaType, ...(fileName === undefined ? {} : { fileName }) }));
    expect(fake.calls[0]?.fileName).toBe(name);
  });

  it('needs no key', async () => {
    expect((await listen(open({ apiKey: undefined }))).text).toBe(WORDS);
    expect(fake.calls[0]?.key).toBeUndefined();
  });

  it('asks models without a verbose form for the plain one, and says no confidence then', async () => {
    expect(await listen(open({ model: 'gpt-4o-mini-transcribe' }))).toEqual({ text: WORDS });
    expect(fake.calls[0]?.fields['response_format']).toBe('json');
  });

  it('learns once that a server has no verbose form', async () => {
    fake.fail({ kind: 'plain-only' }, Number.POSITIVE_INFINITY);
    const transcriber = open();
    expect(await listen(transcriber)).toEqual({ text: WORDS });
    expect(await listen(transcriber)).toEqual({ text: WORDS });
    expect(fake.calls.map(({ fields }) => fields['response_format'])).toEqual([
      'verbose_json',
      'json',
      'json',
    ]);
  });

  it('trusts words little that go round in circles or that the model is unsure of', async () => {
    fake.say(AUDIO, { text: 'khai sinh khai sinh khai sinh', compression: 3 });
    expect((await listen()).confidence).toBeLessThan(0.1);
    fake.say(AUDIO, { text: WORDS, logprob: -1.2, noSpeech: 0.1 });
    expect((await listen()).confidence).toBeCloseTo(0.3, 2);
  });
});

describe('nothing heard', () => {
  it.each([
    '',
    ' \n',
    '...',
    '[Âm nhạc]',
    'Hãy subscribe cho kênh Ghiền Mì Gõ Để không bỏ lỡ những video hấp dẫn',
    'Cảm ơn các bạn đã theo dõi và hẹn gặp lại. Cảm ơn các bạn đã theo dõi và hẹn gặp lại!',
    'Thanks for watching!',
    '[BLANK_AUDIO]',
    'Nhạc nhạc nhạc',
  ])('is what is meant by %j', async (text) => {
    fake.say(AUDIO, text);
    expect(await problemOf(listen())).toBe('nothing-heard');
    expect(fake.calls).toHaveLength(1);
  });

  it.each(['cảm ơn', 'nhạc sĩ muốn đăng ký quyền tác giả', 'hẹn ngày mấy lấy', 'hai', '12'])(
    'is not %j',
    async (text) => {
      fake.say(AUDIO, text);
      expect((await listen()).text).toBe(text);
    },
  );

  it('is a segment of which the model itself doubts that it is speech', async () => {
    fake.say(AUDIO, { text: 'ờ thì là', noSpeech: 0.9, logprob: -1.4 });
    expect(await problemOf(listen())).toBe('nothing-heard');
  });

  it('is the prompt repeated, but not a word of it', async () => {
    const prompt = 'Hỏi thủ tục ở xã: khai sinh, kết hôn, chứng thực.';
    const hear = () => open().transcribe(recording(), { language: 'vi', prompt });
    fake.say(AUDIO, 'Hỏi thủ tục ở xã, khai sinh, kết hôn, chứng thực');
    expect(await problemOf(hear())).toBe('nothing-heard');
    fake.say(AUDIO, 'Khai sinh.');
    expect((await hear()).text).toBe('Khai sinh.');
  });

  it('is a recording of no bytes, and costs nothing', async () => {
    expect(await problemOf(listen(open(), recording({ bytes: new Uint8Array() })))).toBe(
      'nothing-heard',
    );
    expect(fake.calls).toHaveLength(0);
  });
});

describe('an endpoint at fault', () => {
  it.each<TranscriptionFault>([
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 429 },
    { kind: 'broken' },
    { kind: 'page' },
    { kind: 'cut' },
  ])('is tried twice more: %j', async (fault) => {
    fake.fail(fault, 2);
    expect((await listen()).text).toBe(WORDS);
    fake.fail(fault, Number.POSITIVE_INFINITY);
    expect(await problemOf(listen())).toBe('unavailable');
    expect(fake.calls).toHaveLength(6);
  });

  it.each([
    [400, 'unsupported'],
    [415, 'unsupported'],
    [413, 'too-long'],
    [401, 'unavailable'],
    [404, 'unavailable'],
    [302, 'unavailable'],
  ])('that answers %i is not asked again', async (status, problem) => {
    fake.fail({ kind: 'status', status });
    expect(await problemOf(listen())).toBe(problem);
    expect(fake.calls).toHaveLength(1);
  });

  it('that says when to come again is not asked before', async () => {
    const waits: number[] = [];
    const wait = (ms: number) => Promise.resolve(void waits.push(ms));
    fake.fail({ kind: 'status', status: 429, retryAfter: 2 });
    fake.fail({ kind: 'status', status: 503 });
    expect((await listen(open({}, { firstWaitMs: 100 }, { wait }))).text).toBe(WORDS);
    expect(waits[0]).toBe(2000);
    expect(waits[1]).toBeLessThanOrEqual(200);
  });

  it('that wants to be left alone longer than there is time is given up at once', async () => {
    fake.fail({ kind: 'status', status: 503, retryAfter: 60 });
    expect(await problemOf(listen())).toBe('unavailable');
    expect(fake.calls).toHaveLength(1);
  });

  it('that is slow ends with a timeout, tries included', async () => {
    fake.fail({ kind: 'slow', ms: 5000 }, Number.POSITIVE_INFINITY);
    expect(await problemOf(listen(open({ timeoutMs: 100 })))).toBe('timeout');
    expect(fake.calls).toHaveLength(1);
  });

  it('is left alone after it failed again and again, and tried once after a rest', async () => {
    fake.fail({ kind: 'status', status: 500 }, Number.POSITIVE_INFINITY);
    const breaker = { failures: 2, firstRestMs: 300 };
    let clockMs = 0;
    const transcriber = open({}, { retries: 0, breaker }, { nowMs: () => clockMs });
    for (let times = 0; times < 5; times += 1) {
      expect(await problemOf(listen(transcriber))).toBe('unavailable');
    }
    expect(fake.calls).toHaveLength(2);
    fake.mend();
    expect(await problemOf(listen(transcriber))).toBe('unavailable');
    clockMs = 350;
    expect((await listen(transcriber)).text).toBe(WORDS);
    expect((await listen(transcriber)).text).toBe(WORDS);
  });

  it('is not left alone for recordings it cannot read', async () => {
    fake.fail({ kind: 'status', status: 400 }, 4);
    const transcriber = open({}, { breaker: { failures: 1 } });
    for (let times = 0; times < 4; times += 1) await problemOf(listen(transcriber));
    expect((await listen(transcriber)).text).toBe(WORDS);
  });

  it('that is not there is unavailable', async () => {
    await fake.close();
    expect(await problemOf(listen())).toBe('unavailable');
    fake = await openFakeTranscription();
  });

  it('is never logged with key, words or address', async () => {
    fake.fail({ kind: 'status', status: 401 });
    await problemOf(listen());
    fake.fail({ kind: 'cut' }, 3);
    await problemOf(listen());
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.join()).not.toMatch(/secret-key-1|khai sinh|127\.0\.0\.1/u);
  });
});

describe('what is listened to', () => {
  it('is not too long', async () => {
    expect(await problemOf(listen(open(), recording({ durationS: 181 })))).toBe('too-long');
    expect(await problemOf(listen(open({}, { mostBytes: 10 })))).toBe('too-long');
    expect((await listen(open(), recording({ durationS: 180 }))).text).toBe(WORDS);
    expect(fake.calls).toHaveLength(1);
  });

  it('is no picture and no page', async () => {
    for (const mediaType of ['image/png', 'text/html']) {
      expect(await problemOf(listen(open(), recording({ mediaType })))).toBe('unsupported');
    }
    expect(fake.calls).toHaveLength(0);
  });

  it('is so much at once, some more waits, the rest is refused', async () => {
    fake.fail({ kind: 'slow', ms: 150 }, Number.POSITIVE_INFINITY);
    const transcriber = open({}, { places: 2, waiting: 2 });
    const ends = await Promise.all(Array.from({ length: 6 }, () => problemOf(listen(transcriber))));
    expect(ends).toEqual(['none', 'none', 'none', 'none', 'unavailable', 'unavailable']);
    expect(fake.mostAtOnce()).toBe(2);
    expect(await problemOf(listen(transcriber))).toBe('none');
  });

  it('is left at once when nobody waits for it any more, in the line or at the endpoint', async () => {
    fake.fail({ kind: 'slow', ms: 1000 }, 1);
    const transcriber = open({}, { places: 1, waiting: 1 });
    const leave = new AbortController();
    const hear = () =>
      transcriber.transcribe(recording(), { language: 'vi', signal: leave.signal });
    const both = [hear(), hear()].map((work) => problemOf(work));
    while (fake.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    leave.abort(new Error('left'));
    expect(await Promise.all(both)).toEqual(['Error: left', 'Error: left']);
    expect((await listen(transcriber)).text).toBe(WORDS);
  });
});

describe('an endpoint that must be private', () => {
  it('is reached at the address that was checked, whatever its name leads to later', async () => {
    const { port } = new URL(fake.url);
    let asked = 0;
    const transcriber = open(
      { baseUrl: `http://speech.office.invalid:${port}/v1` },
      {},
      {
        addresses: (url) =>
          privateAddresses(url, (host) => {
            asked += 1;
            expect(host).toBe('speech.office.invalid');
            return Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
          }),
      },
    );
    expect((await listen(transcriber)).text).toBe(WORDS);
    expect(asked).toBe(1);
  });

  it('gets nothing once its name leads outside', async () => {
    const outside = createServer((_, response) => response.end('{"text":"x"}'));
    await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
    const { port } = outside.address() as AddressInfo;
    let requests = 0;
    outside.on('request', () => (requests += 1));
    const transcriber = open(
      { baseUrl: `http://speech.office.invalid:${port}` },
      {},
      {
        addresses: (url) =>
          privateAddresses(url, () => Promise.resolve([{ address: '8.8.8.8', family: 4 }])),
      },
    );
    expect(await problemOf(listen(transcriber))).toBe('unavailable');
    expect(requests).toBe(0);
    await new Promise((resolve) => outside.close(resolve));
  });
});
