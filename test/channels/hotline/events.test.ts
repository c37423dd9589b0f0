import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { sign } from '../../../src/channels/help-desk/signature.ts';
import { StoreUnavailable } from '../../../src/conversation/store-unavailable.ts';
import { TranscriptionFailed } from '../../../src/conversation/transcriber.ts';
import type { Recording, TranscriptionProblem } from '../../../src/conversation/transcriber.ts';
import { CARESOFT, LAN, SECRET, TOKEN, envelope, openHotlineSite, words } from './site.ts';
import type { HotlineSite } from './site.ts';

let site: HotlineSite;
afterEach(() => site.close());

const BEARER = { authorization: `Bearer ${TOKEN}` };
async function post(
  path: string,
  body: string | Buffer,
  headers: Record<string, string> = BEARER,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const type = { 'content-type': 'application/json' };
  const response = await fetch(`${site.url}${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
    headers: { ...type, ...headers },
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}
const outcomes = (body: Record<string, unknown>): unknown[] =>
  (body['events'] as { readonly outcome: string }[]).map(({ outcome }) => outcome);

describe('a batch of call events', () => {
  it('is taken event by event: a bad one spoils only itself', async () => {
    site = await openHotlineSite();
    const batch = [
      envelope(0, 'call.started', { from_masked: '09xx678' }),
      { ...words(1, 'x'), seq: 'one' },
      words(2, 'làm khai sinh'),
      words(2, 'làm khai sinh'),
      envelope(3, 'dtmf', { digit: '1' }),
    ];
    const { status, body } = await post('/assist/v1/events', JSON.stringify(batch));
    expect(status).toBe(207);
    expect(outcomes(body)).toEqual(['taken', 'malformed', 'taken', 'repeated', 'taken']);
    expect(body['events']).toMatchObject([{}, { index: 1, fields: ['seq'] }, {}, {}, {}]);
    const again = await post('/assist/v1/events', JSON.stringify({ events: [batch[0]] }));
    expect([again.status, outcomes(again.body)]).toEqual([200, ['repeated']]);
  });

  it('may come as JSON lines, half a line among them', async () => {
    site = await openHotlineSite();
    const lines = [JSON.stringify(words(1, 'a')), '{"event_id":"e', JSON.stringify(words(2, 'b'))];
    const { status, body } = await post('/assist/v1/events', lines.join('\n'), {
      ...BEARER,
      'content-type': 'application/x-ndjson',
    });
    expect([status, outcomes(body)]).toEqual([207, ['taken', 'malformed', 'taken']]);
  });

  it('is refused when it is no batch', async () => {
    site = await openHotlineSite();
    for (const body of ['{"events":[', '5', 'null', '{}', '']) {
      expect((await post('/assist/v1/events', body)).status).toBe(400);
    }
    const many = JSON.stringify(Array.from({ length: 1001 }, () => ({})));
    expect((await post('/assist/v1/events', many)).body).toEqual({ error: 'too-many-events' });
  });

  it('of ten megabytes is not read', async () => {
    site = await openHotlineSite();
    const { status } = await post('/assist/v1/events', 'x'.repeat(10 * 1024 * 1024)).catch(() => ({
      // The connection may be cut before the answer is read.
      status: 413,
    }));
    expect(status).toBe(413);
  });

  it('is taken when signed a moment ago, and refused when forged, changed or old', async () => {
    site = await openHotlineSite();
    const body = JSON.stringify([words(1, 'a')]);
    const nowS = Math.floor(Date.now() / 1000);
    const signed = (timestamp: number, of = body, secret = SECRET) => ({
      'x-timestamp': String(timestamp),
      'x-signature': sign(secret, String(timestamp), of),
    });
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await post('/assist/v1/events', body, headers)).status;
    expect(await status(signed(nowS))).toBe(200);
    expect(await status(signed(nowS, body, 'forged secret'))).toBe(401);
    expect(await status(signed(nowS, '[]'))).toBe(401);
    expect(await status(signed(nowS - 301))).toBe(401);
    expect(await status(signed(nowS + 301))).toBe(401);
    expect(await status({ ...signed(nowS - 301), 'x-timestamp': String(nowS) })).toBe(401);
    expect(await status({ 'x-signature': signed(nowS)['x-signature'] })).toBe(401);
    expect(await status({})).toBe(401);
  });

  it('is refused altogether while no secret is set', async () => {
    site = await openHotlineSite({ secrets: {} });
    expect((await post('/assist/v1/events', '[]')).status).toBe(401);
    expect((await post('/assist/v1/events', '[]', {})).status).toBe(401);
    const stringee = await post('/assist/v1/providers/stringee?token=', '{}', {});
    expect(stringee.status).toBe(401);
    expect((await post('/assist/v1/providers/caresoft', '{}', {})).status).toBe(401);
  });

  it('is to be sent again while the store cannot be reached', async () => {
    site = await openHotlineSite({
      store: { changeCall: () => Promise.reject(new StoreUnavailable('ECONNREFUSED')) },
    });
    const { status } = await post('/assist/v1/events', JSON.stringify([words(1, 'a')]));
    expect(status).toBe(503);
  });
});

describe('a recording of what a caller says', () => {
  const AUDIO = '/assist/v1/calls/c-1/audio?utterance_id=u1&seq=5&start_ms=100';
  const WAV = { ...BEARER, 'content-type': 'audio/wav' };

  it('becomes words of the call, masked, and is kept by nobody', async () => {
    const heard: Recording[] = [];
    site = await openHotlineSite({
      transcriber: {
        transcribe: async (recording) => {
          heard.push(recording);
          return { text: 'làm khai sinh số điện thoại 0987654321' };
        },
      },
    });
    const { status, body } = await post(AUDIO, Buffer.from('RIFF'), WAV);
    expect([status, body]).toEqual([200, { outcome: 'taken' }]);
    expect(heard[0]?.mediaType).toBe('audio/wav');
    const call = await site.calls.find('c-1', LAN);
    expect(call?.utterances[0]).toMatchObject({ id: 'u1', speaker: 'customer', final: true });
    expect(JSON.stringify(call)).not.toContain('0987654321');
    expect((await post(AUDIO, Buffer.from('RIFF'), WAV)).body).toEqual({ outcome: 'repeated' });
  });

  it.each([
    ['nothing-heard', 422],
    ['unsupported', 422],
    ['too-long', 422],
    ['unavailable', 503],
    ['timeout', 503],
  ] as const)(
    'that ends as %s is answered with %i',
    async (problem: TranscriptionProblem, code) => {
      site = await openHotlineSite({
        transcriber: { transcribe: () => Promise.reject(new TranscriptionFailed(problem)) },
      });
      expect(await post(AUDIO, Buffer.from('RIFF'), WAV)).toEqual({
        status: code,
        body: { error: problem },
      });
    },
  );

  it('is refused without a listener, without a name, empty, or from a stranger', async () => {
    site = await openHotlineSite();
    expect((await post(AUDIO, Buffer.from('RIFF'), WAV)).status).toBe(501);
    await site.close();
    site = await openHotlineSite({ transcriber: { transcribe: async () => ({ text: 'x' }) } });
    const bare = '/assist/v1/calls/c-1/audio';
    expect((await post(bare, Buffer.from('RIFF'), WAV)).status).toBe(422);
    expect((await post(AUDIO, Buffer.alloc(0), WAV)).status).toBe(422);
    const stranger = { 'content-type': 'audio/wav' };
    expect((await post(AUDIO, Buffer.from('RIFF'), stranger)).status).toBe(401);
  });
});

describe('telephone providers', () => {
  const find = (id: string) => site.calls.find(id, LAN);

  it('Stringee rings, answers and ends, each once', async () => {
    site = await openHotlineSite();
    const path = `/assist/v1/providers/stringee?token=${TOKEN}`;
    const tell = (status: string) =>
      post(
        path,
        JSON.stringify({
          type: 'stringee_call',
          call_status: status,
          call_id: 'call-vn-1',
          timestamp_ms: 1_763_850_000_000,
          from: { number: '84912345678' },
          to: { number: '101' },
          duration: 3,
        }),
        {},
      );
    const id = 'stringee:call-vn-1';
    await tell('started');
    await tell('ringing');
    expect(await find(id)).toMatchObject({
      state: 'ringing',
      provider: 'stringee',
      from: '•••678',
    });
    await tell('answered');
    expect(await find(id)).toMatchObject({ state: 'talking' });
    expect((await tell('agentEnded')).body).toEqual({ taken: 0 });
    await tell('ended');
    expect(await find(id)).toMatchObject({ state: 'ended' });
    expect((await post(path, '{"x":', {})).status).toBe(422);
    expect((await post('/assist/v1/providers/stringee?token=wrong', '{}', {})).status).toBe(401);
  });

  it('VoiceCloud rings, answers and hangs up', async () => {
    site = await openHotlineSite();
    const get = async (query: string) =>
      (await fetch(`${site.url}/assist/v1/providers/voicecloud/${query}`)).status;
    const id = 'voicecloud:17.1';
    const token = `token=${TOKEN}`;
    expect(await get(`call_in?${token}&phone=0912345678&callid=17.1&event=RING`)).toBe(200);
    expect(await find(id)).toMatchObject({ state: 'ringing', from: '•••678' });
    expect(await get(`call_in?${token}&callid=17.1&extension=101&event=ANSWER`)).toBe(200);
    expect(await find(id)).toMatchObject({ state: 'talking' });
    expect(await get(`hangup?${token}&callid=17.1`)).toBe(200);
    expect(await find(id)).toMatchObject({ state: 'ended' });
    expect(await get(`calldata?${token}&callid=17.1&duration=9`)).toBe(200);
    expect(await get(`call_in?${token}&event=RING`)).toBe(422);
    expect(await get('call_in?callid=17.1&event=RING')).toBe(401);
  });

  it('CareSoft is believed by its signature alone: SHA-1 in capitals over the raw body', async () => {
    site = await openHotlineSite();
    const body = JSON.stringify({ event: 'call_in', call_id: 42, phone: '0912345678' });
    const hex = createHmac('sha1', CARESOFT).update(body).digest('hex');
    const tell = (signature: string, of = body) =>
      post('/assist/v1/providers/caresoft', of, { 'x-hub-signature': signature });
    expect((await tell(hex.toUpperCase())).status).toBe(200);
    expect(await find('caresoft:42')).toMatchObject({ state: 'ringing', from: '•••678' });
    expect((await tell(hex)).status).toBe(401);
    expect((await tell(hex.toUpperCase(), `${body} `)).status).toBe(401);
    expect((await post('/assist/v1/providers/caresoft', body, BEARER)).status).toBe(401);
  });
});
