import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it, vi as vitest } from 'vitest';
import { createChatwoot } from '../../../src/channels/help-desk/chatwoot/chatwoot.ts';
import { createHelpDeskRouter } from '../../../src/channels/http/help-desk-router.ts';
import { connectHelpDesk } from '../../../src/channels/help-desk/link.ts';
import type { HelpDeskConnection } from '../../../src/channels/help-desk/link.ts';
import { sign } from '../../../src/channels/help-desk/signature.ts';
import { createCounters } from '../../../src/channels/messaging/counters.ts';
import type { Counters } from '../../../src/channels/messaging/counters.ts';
import { createLog } from '../../../src/log.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import type { Store } from '../../../src/stores/open-store.ts';
import { CHATWOOT_SECRET, CHATWOOT_TOKEN, startFakeChatwoot } from '../../fakes/fake-chatwoot.ts';
import type { FakeChatwoot } from '../../fakes/fake-chatwoot.ts';
import { createScriptedDesk } from './scripted-desk.ts';
import type { ScriptedDesk } from './scripted-desk.ts';

describe('Chatwoot as the desk', () => {
  let chatwoot: FakeChatwoot;
  let store: Store;
  let scripted: ScriptedDesk;
  let connection: HelpDeskConnection;
  let counters: Counters;
  let server: Server;
  let here: string;
  let lines: string[];

  function connect(pathSecret?: string): HelpDeskConnection {
    return connectHelpDesk({
      helpDesk: createChatwoot({
        url: chatwoot.url,
        inbox: 'inbox-1',
        accountId: '9',
        apiToken: CHATWOOT_TOKEN,
        webhookSecret: CHATWOOT_SECRET,
        pathSecret,
      }),
      desk: scripted.desk,
      store,
      conversation: (id) => store.find(id),
      office: 'ward-1',
      language: 'vi',
      counters,
      log: createLog('info', { write: (line) => lines.push(line) }),
      idleMs: 20,
    });
  }

  async function serve(): Promise<void> {
    const app = express();
    const log = createLog('silent');
    app.use(createHelpDeskRouter({ connections: [connection], counters, log }));
    server = createServer(app);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    here = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/chatwoot`;
  }

  beforeEach(async () => {
    chatwoot = await startFakeChatwoot();
    store = await openStore({ file: ':memory:' });
    scripted = createScriptedDesk(store);
    counters = createCounters();
    lines = [];
    connection = connect('path-secret-1');
    await serve();
    connection.start();
  });
  afterEach(async () => {
    await connection.stop();
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
    await store.close();
    await chatwoot.close();
  });

  const until = vitest.waitUntil;
  const opened = async (): Promise<string> => {
    await until(() => [...chatwoot.conversations.values()].some(({ status }) => status === 'open'));
    return [...chatwoot.conversations.keys()].at(-1) ?? '';
  };
  const officerTurns = async (conversationId: string): Promise<string[]> =>
    ((await store.find(conversationId))?.turns ?? [])
      .filter(({ role }) => role === 'officer')
      .map(({ text }) => text);

  it('brings a hand-off with its summary and transcript, and then each message once', async () => {
    const handoff = await scripted.handOff('Cho tôi gặp cán bộ');
    await opened();
    await scripted.citizenSays(handoff, 'Tôi chờ ạ');
    await until(() => chatwoot.messages.some(({ text }) => text === 'Tôi chờ ạ'));
    const notes = chatwoot.messages.filter(({ by }) => by === 'note');
    expect(notes).toHaveLength(1);
    expect(notes[0]?.text).toContain('Người dân: Cho tôi gặp cán bộ');
    expect(chatwoot.messages.filter(({ by }) => by === 'citizen').map(({ text }) => text)).toEqual([
      'Cho tôi gặp cán bộ',
      'Tôi chờ ạ',
    ]);
  });

  it('brings an agent’s reply to the citizen once, however often the webhook comes', async () => {
    const handoff = await scripted.handOff('Cho tôi gặp cán bộ');
    const conversation = await opened();
    const reply = { conversation, text: 'Dạ, em nghe ạ', id: 7 };
    expect(await chatwoot.agentSays(here, reply)).toBe(200);
    expect(await chatwoot.agentSays(here, reply)).toBe(200);
    expect(await officerTurns(handoff.conversationId)).toEqual(['Dạ, em nghe ạ']);
    expect(scripted.stateOf(handoff.id)).toMatchObject({ state: 'assigned', officerName: 'Mai' });
    // Nothing of it is carried back as if the citizen or somebody else had said it.
    await scripted.citizenSays(handoff, 'Cảm ơn');
    await until(() => chatwoot.messages.some(({ text }) => text === 'Cảm ơn'));
    expect(chatwoot.messages.filter(({ text }) => text.includes('em nghe'))).toEqual([]);
  });

  it('closes with the resolving over there, and over there with the closing here', async () => {
    const handoff = await scripted.handOff('a');
    const conversation = await opened();
    await chatwoot.agentSays(here, { conversation, text: 'Dạ' });
    expect(await chatwoot.resolve(here, conversation)).toBe(200);
    expect(scripted.stateOf(handoff.id)).toMatchObject({ state: 'closed', ending: 'resolved' });
    await until(() => chatwoot.conversations.get(conversation)?.status === 'resolved');

    const other = await scripted.handOff('b');
    const second = await opened();
    scripted.set(other.id, { state: 'closed', ending: 'left' });
    await until(() => chatwoot.conversations.get(second)?.status === 'resolved');
  });

  it('ignores private notes, bots and the citizen’s own messages', async () => {
    const handoff = await scripted.handOff('a');
    const conversation = await opened();
    const message = { conversation, text: 'x' };
    for (const extra of [
      { private: true },
      { message_type: 'incoming' },
      { message_type: 'activity' },
      { sender: { name: 'Bot', type: 'agent_bot' } },
    ]) {
      expect(await chatwoot.agentSays(here, message, { extra })).toBe(200);
    }
    expect(await officerTurns(handoff.conversationId)).toEqual([]);
  });

  it('tells the agent, not the citizen, why something was not sent', async () => {
    const handoff = await scripted.handOff('a');
    const conversation = await opened();
    scripted.set(handoff.id, { state: 'assigned', officerId: 'lan', officerName: 'Lan' });
    expect(await chatwoot.agentSays(here, { conversation, text: 'Dạ' })).toBe(200);
    await until(() => chatwoot.messages.some(({ text }) => text.includes('Lan đang phụ trách')));
    const extra = { content: null, attachments: [{ file_type: 'image' }] };
    await chatwoot.agentSays(here, { conversation, text: '' }, { extra });
    await until(() => chatwoot.messages.some(({ text }) => text.startsWith('Tệp đính kèm')));
    expect(await officerTurns(handoff.conversationId)).toEqual([]);
  });

  it.each([
    ['a wrong signature', { secret: 'other' }],
    ['no signature', { unsigned: true }],
    ['a signature of six minutes ago', { ageS: 360 }],
    ['a signature of the future', { ageS: -360 }],
  ])('refuses %s', async (_what, options) => {
    const handoff = await scripted.handOff('a');
    const conversation = await opened();
    expect(await chatwoot.agentSays(here, { conversation, text: 'x' }, options)).toBe(401);
    expect(await officerTurns(handoff.conversationId)).toEqual([]);
    const labels = { platform: 'chatwoot', reason: 'unauthorised' };
    expect(counters.value('webhook_requests_total', labels)).toBe(1);
  });

  it('takes unsigned webhooks of older versions at the address with the secret only', async () => {
    const handoff = await scripted.handOff('a');
    const conversation = await opened();
    const say = (text: string, to: string) =>
      chatwoot.agentSays(to, { conversation, text }, { unsigned: true });
    expect(await say('một', `${here}/path-secret-1`)).toBe(200);
    expect(await say('hai', `${here}/path-secret-2`)).toBe(401);
    expect(await officerTurns(handoff.conversationId)).toEqual(['một']);
  });

  it('answers what it cannot read, does not know, or what is too large, and stays up', async () => {
    expect(await chatwoot.webhook(here, '{"event":')).toBe(422);
    expect(await chatwoot.webhook(here, { event: 'message_created', id: {} })).toBe(422);
    expect(await chatwoot.webhook(here, { event: 'contact_created', id: 1 })).toBe(200);
    expect(await chatwoot.agentSays(here, { conversation: '999999', text: 'x' })).toBe(404);
    const big = chatwoot.webhook(here, 'x'.repeat(10_000_000)).catch(() => 413);
    expect(await big).toBe(413);
    expect((await fetch(here)).status).toBe(405);
  });

  it('loses and doubles nothing while Chatwoot is away, and names no citizen in the log', async () => {
    chatwoot.fail(500, 3);
    const handoff = await scripted.handOff('Số của tôi là bí mật');
    await until(
      () => counters.value('failures_total', { platform: 'chatwoot', reason: 'status-500' }) > 0,
    );
    await scripted.citizenSays(handoff, 'Tôi vẫn chờ');
    await until(() => chatwoot.messages.some(({ text }) => text.includes('Tôi vẫn chờ')), {
      timeout: 8000,
    });
    await until(async () => (await store.openLinks('chatwoot', 9))[0]?.failures === 0);
    expect(chatwoot.conversations.size).toBe(1);
    expect(lines.join('')).toContain('status-500');
    expect(lines.join('')).not.toContain('bí mật');
    expect(lines.join('')).not.toContain(handoff.conversationId);
  });

  it('goes on after a restart where it stopped', async () => {
    const handoff = await scripted.handOff('a');
    await opened();
    await until(async () => (await store.openLinks('chatwoot', 9))[0]?.through === 0);
    await connection.stop();
    await scripted.citizenSays(handoff, 'b');
    connection = connect();
    connection.start();
    await until(() => chatwoot.messages.some(({ text }) => text === 'b'));
    expect(chatwoot.messages.filter(({ by }) => by === 'citizen').map(({ text }) => text)).toEqual([
      'a',
      'b',
    ]);
    expect(chatwoot.conversations.size).toBe(1);
  });

  it('keeps nothing of a conversation that was erased', async () => {
    const handoff = await scripted.handOff('a');
    const conversation = await opened();
    await until(async () => (await store.openLinks('chatwoot', 9))[0]?.through === 0);
    await store.erase(handoff.conversationId);
    expect(await chatwoot.agentSays(here, { conversation, text: 'x' })).toBe(404);
  });

  it('signs as Chatwoot does', () => {
    // The vector of the vendor's scheme, computed by hand.
    expect(sign('cw-secret', '1763850000', '{"event":"message_created","id":1}')).toBe(
      'sha256=6c421c0df39f9b95b246bfd8b80182ceb73f05c403216474d220d27df397bdab',
    );
  });
});
