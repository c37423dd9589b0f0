import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { listen } from '../../../src/channels/http/listen.ts';
import { openConversation, post, serve } from './serve.ts';

/** Says something over a bare connection, in parts; resolves with what came back once it is closed. */
function speak(url: string, parts: readonly string[], everyMs: number) {
  return new Promise<{ said: string; ms: number }>((resolve) => {
    const began = performance.now();
    let said = '';
    let at = 0;
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const timer = setInterval(() => {
      const part = parts[at % parts.length];
      if (part !== undefined) socket.write(part);
      at += 1;
    }, everyMs);
    socket.on('data', (data) => (said += data.toString()));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(timer);
      resolve({ said, ms: performance.now() - began });
    });
  });
}

describe('a sender without manners', () => {
  it('who never ends the headers is cut off', async () => {
    const listening = await listen((_, response) => response.end(), 0, '127.0.0.1', {
      headersMs: 200,
      requestMs: 400,
    });
    const { said } = await speak(
      `http://127.0.0.1:${listening.port}`,
      ['GET / HTTP/1.1\r\nX: '],
      300,
    );
    expect(said).toContain('408');
    await listening.close();
  });

  it('who lets the body trickle is cut off', async () => {
    const site = await serve({ limits: { headersMs: 200, requestMs: 400 } });
    const head =
      'POST /api/v1/conversations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
    const { ms } = await speak(site.url, [`${head}Content-Length: 5000\r\n\r\n{`, ' ', ' '], 100);
    expect(ms).toBeLessThan(3000);
    await site.close();
  });

  it('who sends without end is refused at once and cut off', async () => {
    const site = await serve({ limits: { lingerMs: 100 } });
    const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`;
    const head =
      'POST /api/v1/conversations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
    const { said, ms } = await speak(
      site.url,
      [`${head}Transfer-Encoding: chunked\r\n\r\n${chunk}`, ...Array<string>(500).fill(chunk)],
      20,
    );
    expect(said).toContain('413 Payload Too Large');
    expect(ms).toBeLessThan(2000);
    await site.close();
  });

  it('who announces 10 MB is refused before the first of them', async () => {
    const site = await serve();
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const big = request(`${site.url}/api/v1/conversations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': 10_000_000 },
      });
      big.on('response', (response) => {
        resolve(response.statusCode);
        big.destroy();
      });
      big.on('error', reject);
      big.flushHeaders();
    });
    expect(status).toBe(413);
    expect((await fetch(`${site.url}/healthz`)).status).toBe(200);
    await site.close();
  });
});

describe('closing', () => {
  it('lets the answer under way arrive and takes nothing new', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const site = await serve({ hold: held });
    const messages = await openConversation(site.url);
    const underWay = post(messages, { clientMessageId: 'a', text: 'lệ phí' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const closed = site.close();
    await expect(fetch(`${site.url}/healthz`)).rejects.toThrow();
    release();
    expect((await underWay).status).toBe(200);
    await closed;
  });

  it('waits neither for connections that ask nothing nor for ever', async () => {
    const listening = await listen(() => {}, 0, '127.0.0.1', { closingMs: 300 });
    const url = `http://127.0.0.1:${listening.port}`;
    const silent = speak(url, [], 1000);
    const unanswered = speak(url, ['GET / HTTP/1.1\r\nHost: a\r\n\r\n'], 50);
    await new Promise((resolve) => setTimeout(resolve, 150));
    const began = performance.now();
    await listening.close();
    expect(performance.now() - began).toBeLessThan(2000);
    await Promise.all([silent, unanswered]);
  });

  it('says by name that the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    await expect(listen(() => {}, port, '127.0.0.1')).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await new Promise((resolve) => other.close(resolve));
  });
});
