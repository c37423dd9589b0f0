import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../src/log.ts';
import { openBudget } from '../../src/models/budget.ts';
import { createEmbeddings } from '../../src/models/embeddings.ts';
import { createModelFigures } from '../../src/models/figures.ts';
import { createKillSwitch } from '../../src/models/kill-switch.ts';
import { openLanguageModel } from '../../src/models/open-language-model.ts';
import { AddressNotPrivate } from '../../src/models/private-address.ts';
import { createPrivateFetch } from '../../src/models/private-fetch.ts';
import { loadPrompts } from '../../src/models/prompts.ts';
import { startFakeModel } from '../fakes/fake-model.ts';

const INSIDE: LookupAddress = { address: '127.0.0.1', family: 4 };
/** Of the network for documents (RFC 5737); nobody answers there. */
const OUTSIDE: LookupAddress = { address: '203.0.113.7', family: 4 };

let server: Server;
let asked: { method: string; url: string; body: string; type: string | undefined }[];
let connections: number;
let reply: RequestListener;
let base: string;
beforeEach(async () => {
  asked = [];
  connections = 0;
  reply = (_request, response) => response.end('ok');
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const body = Buffer.concat(chunks).toString('utf8');
      asked.push({ method, url, body, type: headers['content-type'] });
      reply(request, response);
    });
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://model.office.invalid:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A name that leads here, then there: the last for good. */
function leading(...answers: readonly (readonly LookupAddress[])[]) {
  const hosts: string[] = [];
  const get = createPrivateFetch({
    resolve: (host) => {
      hosts.push(host);
      return Promise.resolve(answers[Math.min(hosts.length, answers.length) - 1] ?? []);
    },
  });
  return { get, hosts };
}
const problem = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );

describe('a fetch for private addresses', () => {
  it('is a fetch: method, headers, body, status', async () => {
    reply = (_request, response) =>
      response
        .writeHead(418, 'Teapot', { 'x-a': '1', 'set-cookie': ['a=1', 'b=2'] })
        .end('{"a":1}');
    const { get } = leading([INSIDE]);
    const response = await get(`${base}/v1/x?y=1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"câu":"hỏi"}',
    });
    expect([response.status, response.ok, response.statusText]).toEqual([418, false, 'Teapot']);
    expect(response.headers.get('x-a')).toBe('1');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.json()).toEqual({ a: 1 });
    expect(asked).toEqual([
      { method: 'POST', url: '/v1/x?y=1', body: '{"câu":"hỏi"}', type: 'application/json' },
    ]);
  });

  it('sends forms', async () => {
    const form = new FormData();
    form.set('file', new Blob(['sound']), 'speech.ogg');
    await (await leading([INSIDE]).get(base, { method: 'POST', body: form })).text();
    expect(asked[0]?.type).toMatch(/^multipart\/form-data; boundary=/u);
    expect(asked[0]?.body).toContain('filename="speech.ogg"');
  });

  it('has no body where there is none', async () => {
    reply = (_request, response) => response.writeHead(204).end();
    const response = await leading([INSIDE]).get(base);
    expect([response.status, response.body]).toEqual([204, null]);
  });

  it('makes no connection once the name leads outside', async () => {
    const { get, hosts } = leading([INSIDE], [OUTSIDE]);
    expect(await (await get(base)).text()).toBe('ok');
    expect(await problem(get(base))).toBe('AddressNotPrivate');
    expect(hosts).toEqual(['model.office.invalid', 'model.office.invalid']);
    expect(connections).toBe(1);
  });

  it('connects to what was checked and asks for the name once', async () => {
    const { get, hosts } = leading([INSIDE], [OUTSIDE]);
    expect(await (await get(base)).text()).toBe('ok');
    expect(hosts).toHaveLength(1);
  });

  it('makes none when only one of the addresses is outside, or there is none', async () => {
    expect(await problem(leading([INSIDE, OUTSIDE]).get(base))).toBe('AddressNotPrivate');
    expect(await problem(leading([]).get(base))).toBe('AddressNotPrivate');
    expect(connections).toBe(0);
  });

  it.each([
    'http://203.0.113.7/',
    'http://[2001:db8::7]/',
    'http://169.254.169.254/',
    'http://3405803783/',
  ])('makes none to %s, which needs no resolving', async (url) => {
    await expect(createPrivateFetch()(url)).rejects.toThrow(AddressNotPrivate);
  });

  it.each([301, 302, 303, 307, 308])('follows no redirect (%i)', async (status) => {
    reply = (_request, response) =>
      response.writeHead(status, { location: 'http://203.0.113.7/v1' }).end('gone');
    const { get, hosts } = leading([INSIDE]);
    expect(await problem(get(base, { method: 'POST', body: 'x' }))).toBe('AddressNotPrivate');
    expect(hosts).toHaveLength(1);
    expect(asked).toHaveLength(1);
  });

  it('reads a body while it comes', async () => {
    let say: (text: string) => void = () => undefined;
    let close: () => void = () => undefined;
    reply = (_request, response) => {
      response.write('một ');
      say = (text) => response.write(text);
      close = () => response.end();
    };
    const response = await leading([INSIDE]).get(base);
    const reader = response.body?.getReader();
    const next = async () => Buffer.from((await reader?.read())?.value ?? []).toString('utf8');
    expect(await next()).toBe('một ');
    say('hai');
    expect(await next()).toBe('hai');
    close();
    expect((await reader?.read())?.done).toBe(true);
  });

  it('ends when it is aborted: before, while waiting, while reading', async () => {
    const { get } = leading([INSIDE]);
    const reason = new DOMException('left', 'AbortError');
    expect(await problem(get(base, { signal: AbortSignal.abort(reason) }))).toBe('AbortError');
    expect(connections).toBe(0);

    reply = () => undefined;
    const waiting = new AbortController();
    const waited = problem(get(base, { signal: waiting.signal }));
    await vi.waitUntil(() => asked.length === 1);
    waiting.abort(reason);
    expect(await waited).toBe('AbortError');

    let isClosed = false;
    reply = (_request, response) => {
      response.on('close', () => (isClosed = true));
      response.write('một');
    };
    const reading = new AbortController();
    const response = await get(base, { signal: reading.signal });
    const read = problem(response.text());
    await pause(10);
    reading.abort(reason);
    expect(await read).toBe('AbortError');
    await vi.waitUntil(() => isClosed);
  });

  it('closes the connection of a body nobody reads to its end', async () => {
    let isClosed = false;
    reply = (_request, response) => {
      response.on('close', () => (isClosed = true));
      response.write('một');
    };
    const response = await leading([INSIDE]).get(base);
    await response.body?.cancel();
    await vi.waitUntil(() => isClosed);
  });

  it('fails as the network does', async () => {
    reply = (_request, response) => {
      response.write('half');
      setTimeout(() => response.destroy(), 5);
    };
    const { get } = leading([INSIDE]);
    expect(await problem(get(base).then((response) => response.text()))).not.toBe('none');
    reply = (request) => request.socket.destroy();
    expect(await problem(get(base))).not.toBe('none');
  });
});

describe('models behind it', () => {
  it('get words and vectors while the name leads inside, and nothing after', async () => {
    const fake = await startFakeModel();
    fake.answer = () => 'Dạ, lệ phí là ⟦F1⟧ ạ.';
    const folder = mkdtempSync(join(tmpdir(), 'hmc-private-'));
    let where = [INSIDE];
    const common = {
      budget: openBudget(join(folder, 'budget.json'), 0),
      figures: createModelFigures({ in: 0, out: 0 }),
      killSwitch: createKillSwitch(join(folder, 'off'), undefined, createLog('silent')),
      mask: (text: string) => text,
      fetch: createPrivateFetch({ resolve: () => Promise.resolve(where) }),
    };
    const config = {
      baseUrl: `http://model.office.invalid:${new URL(fake.url).port}/v1`,
      apiKey: undefined,
      name: 'fake',
      timeoutMs: 2000,
      concurrency: 2,
    };
    const prompts = loadPrompts(join(import.meta.dirname, '../../prompts'));
    const model = openLanguageModel({ ...common, config, prompts });
    const embeddings = createEmbeddings({ ...common, config });
    const said = async (question: string): Promise<string[]> => {
      const pieces: string[] = [];
      const values = { question, facts: '', obligatory: '', phrases: '' };
      const signal = new AbortController().signal;
      const written = model.write({ stage: 'compose', language: 'vi', values }, signal);
      for await (const piece of written) pieces.push(piece);
      return pieces;
    };
    expect((await said('a')).length).toBeGreaterThan(2);
    expect((await embeddings.embed(['a'], 'embed')).kind).toBe('made');
    where = [OUTSIDE];
    const before = fake.keys.length;
    await expect(said('b')).rejects.toThrow('unreachable');
    expect((await embeddings.embed(['b'], 'embed')).kind).toBe('none');
    expect(fake.keys).toHaveLength(before);
    await fake.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
