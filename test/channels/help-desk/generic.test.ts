import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it, vi as vitest } from 'vitest';
import en from '../../../knowledge/help-desk.en.json' with { type: 'json' };
import vi from '../../../knowledge/help-desk.vi.json' with { type: 'json' };
import { createGenericHelpDesk } from '../../../src/channels/help-desk/generic/generic.ts';
import { createHelpDeskRouter } from '../../../src/channels/http/help-desk-router.ts';
import { connectHelpDesk } from '../../../src/channels/help-desk/link.ts';
import type { HelpDeskConnection } from '../../../src/channels/help-desk/link.ts';
import { isSigned, sign } from '../../../src/channels/help-desk/signature.ts';
import { createCounters } from '../../../src/channels/messaging/counters.ts';
import { createLog } from '../../../src/log.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import type { Store } from '../../../src/stores/open-store.ts';
import { createScriptedDesk } from './scripted-desk.ts';
import type { ScriptedDesk } from './scripted-desk.ts';

const SECRET = 'the secret of both sides';

interface Received {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly delivery: string;
  readonly signed: boolean;
}

describe('any other desk software', () => {
  let store: Store;
  let scripted: ScriptedDesk;
  let connection: HelpDeskConnection;
  let theirs: Server;
  let ours: Server;
  let received: Received[];
  /** Statuses of the next answers; the events are taken all the same. */
  let statuses: number[];

  const portOf = (server: Server): number => (server.address() as AddressInfo).port;
  const listen = (server: Server): Promise<void> =>
    new Promise((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
  const received1 = (raw: Buffer, headers: IncomingHttpHeaders): Received => ({
    ...(JSON.parse(raw.toString('utf8')) as Pick<Received, 'event' | 'data'>),
    delivery: String(headers['x-hmc-delivery']),
    signed: isSigned(
      raw,
      { signature: headers['x-hmc-signature'], timestamp: headers['x-hmc-timestamp'] },
      SECRET,
      new Date(),
    ),
  });

  beforeEach(async () => {
    [received, statuses] = [[], []];
    theirs = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push(received1(Buffer.concat(chunks), request.headers));
        response.writeHead(statuses.shift() ?? 204).end();
      });
    });
    await listen(theirs);
    store = await openStore({ file: ':memory:' });
    scripted = createScriptedDesk(store);
    const counters = createCounters();
    const log = createLog('silent');
    connection = connectHelpDesk({
      helpDesk: createGenericHelpDesk({
        url: `http://127.0.0.1:${portOf(theirs)}/in`,
        secret: SECRET,
      }),
      desk: scripted.desk,
      store,
      conversation: (id) => store.find(id),
      office: 'ward-1',
      language: 'en',
      counters,
      log,
      idleMs: 20,
    });
    connection.start();
    ours = createServer(
      express().use(createHelpDeskRouter({ connections: [connection], counters, log })),
    );
    await listen(ours);
  });
  afterEach(async () => {
    await connection.stop();
    for (const server of [theirs, ours]) {
      server.closeAllConnections();
      server.close();
    }
    await store.close();
  });

  async function post(path: string, body: unknown, secret = SECRET): Promise<number> {
    const raw = JSON.stringify(body);
    const timestamp = String(Math.floor(Date.now() / 1000));
    const { status } = await fetch(`http://127.0.0.1:${portOf(ours)}${path}`, {
      method: 'POST',
      headers: { 'x-hmc-timestamp': timestamp, 'x-hmc-signature': sign(secret, timestamp, raw) },
      body: raw,
    });
    return status;
  }

  it('hears of the hand-off, of every turn and of the end, in order and signed', async () => {
    const handoff = await scripted.handOff('Xin chào');
    await vitest.waitUntil(() => received.length === 1);
    await scripted.citizenSays(handoff, 'hai');
    scripted.set(handoff.id, { state: 'closed', ending: 'left' });
    await vitest.waitUntil(() => received.length === 3);
    expect(received.map(({ event }) => event)).toEqual([
      'handoff.requested',
      'turn.created',
      'handoff.closed',
    ]);
    expect(received.every(({ signed }) => signed)).toBe(true);
    expect(received[0]?.data).toMatchObject({
      handoff: { id: handoff.id },
      citizen: 'Citizen (web page)',
    });
  });

  it('sends what may have been lost again under the same delivery id', async () => {
    statuses = [500];
    await scripted.handOff('Xin chào');
    await vitest.waitUntil(() => received.length === 2, { timeout: 5000 });
    expect(new Set(received.map(({ delivery }) => delivery)).size).toBe(1);
  });

  it('takes signed replies once and a closing', async () => {
    const handoff = await scripted.handOff('Xin chào');
    await vitest.waitUntil(async () => (await store.openLinks('generic', 9))[0]?.through === 0);
    const reply = { handoffId: handoff.id, messageId: 'r1', text: 'Dạ, chào bà', agentName: 'Mai' };
    expect(await post('/help-desk/v1/replies', reply)).toBe(200);
    expect(await post('/help-desk/v1/replies', reply)).toBe(200);
    const said = (await store.find(handoff.conversationId))?.turns.map(({ text }) => text);
    expect(said).toEqual(['Xin chào', 'Dạ, chào bà']);
    const closing = { handoffId: handoff.id, closingId: 'c1' };
    expect(await post('/help-desk/v1/closings', closing)).toBe(200);
    expect(scripted.stateOf(handoff.id)?.state).toBe('closed');
  });

  it.each([
    ['another secret', { handoffId: 'h', messageId: 'r', text: 'x' }, 'not the secret', 401],
    ['no text', { handoffId: 'h', messageId: 'r', text: '  ' }, SECRET, 422],
    ['an unknown field', { handoffId: 'h', messageId: 'r', text: 'x', html: 'y' }, SECRET, 422],
    ['an unknown hand-off', { handoffId: 'h', messageId: 'r', text: 'x' }, SECRET, 404],
  ])('refuses a reply with %s', async (_what, body, secret, status) => {
    expect(await post('/help-desk/v1/replies', body, secret)).toBe(status);
  });

  it('has the same texts in both languages', () => {
    const keysOf = (value: unknown, path = ''): string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, one]) => keysOf(one, `${path}.${key}`))
        : [path];
    expect(keysOf(en)).toEqual(keysOf(vi));
  });
});
