import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { sign } from '../../../src/channels/help-desk/signature.ts';
import { LAN, SECRET, TOKEN, envelope, openHotlineSite, words } from './site.ts';
import type { HotlineSite } from './site.ts';

interface Message {
  readonly type: string;
  readonly outcome?: string;
  readonly reason?: string;
  readonly fields?: readonly string[];
  readonly data?: Record<string, unknown>;
}

describe('the hotline’s socket', () => {
  let site: HotlineSite;
  const opened: WebSocket[] = [];
  beforeEach(async () => {
    site = await openHotlineSite();
  });
  afterEach(async () => {
    for (const socket of opened.splice(0)) socket.terminate();
    await site.close();
  });

  const BEARER = { authorization: `Bearer ${TOKEN}` };
  const dial = (headers: Record<string, string>, path = '/assist/v1/calls'): WebSocket => {
    const socket = new WebSocket(`${site.url.replace('http', 'ws')}${path}`, { headers });
    opened.push(socket);
    return socket;
  };
  /** The status an attempt is refused with; 101 when it is let in. */
  const knock = async (headers: Record<string, string>, path?: string): Promise<number | string> =>
    new Promise((resolve) => {
      const socket = dial(headers, path);
      socket.once('open', () => resolve(101));
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.once('error', () => resolve('cut off'));
    });

  async function connect(): Promise<{
    readonly socket: WebSocket;
    say(message: unknown): void;
    next(wanted: (message: Message) => boolean): Promise<Message>;
  }> {
    const socket = dial(BEARER);
    const received: Message[] = [];
    const waiting = new Set<() => void>();
    socket.on('message', (data: Buffer) => {
      received.push(JSON.parse(data.toString('utf8')) as Message);
      for (const wake of waiting) wake();
    });
    await once(socket, 'open');
    return {
      socket,
      say: (message) =>
        socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
      next: async (wanted) => {
        for (;;) {
          const at = received.findIndex(wanted);
          if (at >= 0) return received.splice(at, 1)[0] as Message;
          await new Promise<void>((resolve) => {
            const wake = (): void => {
              waiting.delete(wake);
              resolve();
            };
            waiting.add(wake);
          });
        }
      },
    };
  }
  const of =
    (type: string) =>
    (message: Message): boolean =>
      message.type === type;

  it('lets in who has the token or signed a moment ago, and nobody else', async () => {
    const now = String(Math.floor(Date.now() / 1000));
    const old = String(Math.floor(Date.now() / 1000) - 301);
    const signed = (timestamp: string, secret = SECRET) => ({
      'x-timestamp': timestamp,
      'x-signature': sign(secret, timestamp, ''),
    });
    expect(await knock(BEARER)).toBe(101);
    expect(await knock(signed(now))).toBe(101);
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: TOKEN },
      signed(old),
      signed(now, 'forged secret'),
      { ...signed(old), 'x-timestamp': now },
    ] as Record<string, string>[]) {
      expect(await knock(headers)).toBe(401);
    }
    expect(await knock(BEARER, '/assist/v1/other')).toBe('cut off');
  });

  it('brings a card for what was said, and says what became of each event', async () => {
    const line = await connect();
    line.say(envelope(0, 'call.started', { from_masked: '09xx678', provider: 'pbx' }));
    expect(await line.next(of('event.taken'))).toMatchObject({ outcome: 'taken', seq: 0 });
    line.say(words(1, 'lệ phí khai sinh'));
    const { data } = await line.next(of('suggestion.created'));
    expect(data).toMatchObject({
      utterance_id: 'u1',
      kind: 'procedure',
      title: 'Thủ tục đăng ký khai sinh',
      sources: [{ code: '1.000001', text: 'Nguồn: x' }],
      confidence: 0.9,
      steps: [],
    });
    expect(data?.['text']).toContain('8 nghìn đồng');
    line.say(words(1, 'lệ phí khai sinh'));
    expect(await line.next(({ outcome }) => outcome === 'repeated')).toMatchObject({ seq: 1 });
  });

  it('takes a card back, and notes what the agent did with one', async () => {
    const line = await connect();
    line.say({
      ...words(1, 'giấy khai sinh cho con', 'transcript.partial'),
    });
    const created = await line.next(of('suggestion.created'));
    const suggestionId = String(created.data?.['suggestion_id']);
    line.say({ type: 'feedback', suggestion_id: suggestionId, action: 'used' });
    line.say({ type: 'feedback', suggestion_id: 'unknown', action: 'used' });
    expect(await line.next(of('error'))).toMatchObject({ reason: 'unknown-suggestion' });
    expect(await site.store.suggestionFeedback({ office: 'ward-1', limit: 5 })).toMatchObject([
      { suggestionId, kind: 'read-aloud', about: 'c-1', procedureCode: '1.000001' },
    ]);
    const final = words(2, 'thôi không có gì');
    line.say({ ...final, data: { ...final.data, utterance_id: 'u1' } });
    expect((await line.next(of('suggestion.retracted'))).data).toEqual({
      suggestion_id: suggestionId,
      utterance_id: 'u1',
    });
  });

  it('tells a connector only of its own calls', async () => {
    const [one, two] = [await connect(), await connect()];
    one.say(words(1, 'lệ phí khai sinh'));
    await one.next(of('suggestion.created'));
    two.say({ ...words(1, 'alo'), call_id: 'c-2' });
    const first = await two.next(() => true);
    expect(first.type).toBe('event.taken');
  });

  it('survives half a JSON line, other kinds of frames and fields of the wrong form', async () => {
    const line = await connect();
    line.say('{"event_id":"e-1","call_id":');
    expect(await line.next(of('error'))).toEqual({ type: 'error', reason: 'not-json' });
    line.socket.send(Buffer.from([1, 2, 3]), { binary: true });
    expect(await line.next(of('error'))).toMatchObject({ reason: 'not-json' });
    line.say({ ...words(1, 'x'), seq: -1, at: 'yesterday', call_id: '../../etc' });
    expect((await line.next(of('error'))).fields?.toSorted()).toEqual(['at', 'call_id', 'seq']);
    line.say(envelope(1, 'transcript.final', { text: 'x'.repeat(5000) }));
    expect((await line.next(of('error'))).fields).toContain('data.text');
    for (const odd of [null, 5, '"text"', [], [[]], {}]) line.say(odd);
    line.say(words(2, 'lệ phí khai sinh'));
    expect(await line.next(of('event.taken'))).toMatchObject({ outcome: 'taken' });
  });

  it('takes markup as words and nothing more', async () => {
    const line = await connect();
    const text = '<img src=x onerror=alert(1)> lệ phí khai sinh';
    line.say(words(1, text));
    await line.next(of('suggestion.created'));
    expect((await site.calls.find('c-1', LAN))?.utterances[0]?.text).toBe(text);
  });

  it('closes on a frame of ten megabytes and on a sender of nothing but nonsense', async () => {
    const large = await connect();
    large.say('x'.repeat(10 * 1024 * 1024));
    expect((await once(large.socket, 'close'))[0]).toBe(1009);
    const odd = await connect();
    for (let at = 0; at < 20; at += 1) odd.say('{');
    expect((await once(odd.socket, 'close'))[0]).toBe(1008);
    expect(await knock(BEARER)).toBe(101);
  });

  it('takes events of one socket in the order they came', async () => {
    const line = await connect();
    const all = Array.from({ length: 300 }, (_, seq) => words(seq, `câu ${seq}`));
    for (const one of all) line.say(one);
    await line.next(
      (message) => message.type === 'event.taken' && 'seq' in message && message.seq === 299,
    );
    expect((await site.calls.find('c-1', LAN))?.utterances).toHaveLength(300);
  });

  it('says goodbye when the server stops', async () => {
    const line = await connect();
    const closed = once(line.socket, 'close');
    await site.close();
    expect((await closed)[0]).toBe(1001);
    site = await openHotlineSite();
  });
});
