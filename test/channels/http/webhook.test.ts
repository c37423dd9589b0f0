import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createApp } from '../../../src/channels/http/app.ts';
import { UNBUILT } from '../../../src/channels/http/assets.ts';
import { listen } from '../../../src/channels/http/listen.ts';
import type { Listening } from '../../../src/channels/http/listen.ts';
import { createOfficerRouter } from '../../../src/channels/http/officer-router.ts';
import { createWebhookRouter } from '../../../src/channels/http/webhook-router.ts';
import { StoreUnavailable } from '../../../src/conversation/store-unavailable.ts';
import { createLog } from '../../../src/log.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import { FAKE_PATH, deliver, fakeEvent } from '../../fakes/fake-platform.ts';
import { createScriptedMeans } from '../../journeys/scripted-means.ts';
import { createAssistant } from '../../../src/assistant.ts';
import { WORDS } from '../../../src/channels/http/words.ts';
import { run, until } from '../messaging/running.ts';
import type { Running, RunningOptions } from '../messaging/running.ts';

const TOKEN = 'token of the officers';
let running: Running;
let listening: Listening;
let url = '';
afterEach(async () => {
  await listening.close();
  await running.close();
});

async function serve(options: RunningOptions = {}): Promise<void> {
  running = await run(options);
  const { messaging, store } = running;
  const log = createLog('silent');
  const app = createApp({
    assistant: createAssistant({
      means: createScriptedMeans(),
      store,
      personMessage: { vi: WORDS.vi.chat.personMessage, en: WORDS.en.chat.personMessage },
      facetNames: { vi: WORDS.vi.chat.facets, en: WORDS.en.chat.facets },
    }),
    assets: UNBUILT,
    log,
    config: { office: {}, trustProxy: false, rateLimitPerMinute: 0 },
    routers: [
      createWebhookRouter({ ...messaging, log }),
      createOfficerRouter({
        officerToken: TOKEN,
        store,
        counters: messaging.counters,
        onResend: () => undefined,
      }),
    ],
  });
  listening = await listen(app, 0, '127.0.0.1');
  url = `http://127.0.0.1:${listening.port}`;
}

const message = (id: string, text = 'khai sinh', contact = 'an') =>
  fakeEvent(contact, id, { kind: 'message', text });
const counted = (reason: string): number =>
  running.messaging.counters.value('webhook_requests_total', { platform: 'zalo-bot', reason });

describe('a webhook', () => {
  it('is acknowledged once it is stored, and then answered', async () => {
    await serve();
    const response = await deliver(url, [message('1')]);
    expect(response.status).toBe(200);
    await until(() => running.told('an').length > 0);
    expect(counted('accepted')).toBe(1);
  });

  it.each([
    ['without a signature', { 'x-fake-signature': '' }, 401, 'unauthorised'],
    ['with a wrong one', { 'x-fake-signature': 'f00' }, 401, 'unauthorised'],
    ['of another type', { 'content-type': 'text/xml' }, 415, 'wrong-content-type'],
  ])('%s is refused and nothing is kept', async (_, headers, status, reason) => {
    await serve({ started: false });
    expect((await deliver(url, [message('1')], headers)).status).toBe(status);
    expect((await running.store.backlog()).events).toBe(0);
    expect(counted(reason)).toBe(1);
  });

  it('that is rightly signed but not understood is acknowledged and counted', async () => {
    await serve({ started: false });
    const response = await deliver(url, { no: 'list' } as unknown as []);
    expect(response.status).toBe(200);
    expect(counted('malformed:no-list')).toBe(1);
  });

  it('above the limit is refused whether or not it says how long it is', async () => {
    await serve({ started: false });
    const long = [message('1', 'à'.repeat(200_000))];
    expect((await deliver(url, long)).status).toBe(413);
    const chunked = await new Promise<number>((resolve, reject) => {
      const sent = request(`${url}${FAKE_PATH}`, { method: 'POST' }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.on('error', reject);
      sent.setHeader('content-type', 'application/json');
      sent.write('x'.repeat(300_000));
    });
    expect(chunked).toBe(413);
  });

  it('is asked for again while the store is away, and then answered once', async () => {
    let away = true;
    const opened = await openStore({ file: ':memory:' });
    await serve({
      store: {
        ...opened,
        receive: (...given) =>
          away ? Promise.reject(new StoreUnavailable('SQLITE_FULL')) : opened.receive(...given),
      },
    });
    const response = await deliver(url, [message('1')]);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(counted('store-SQLITE_FULL')).toBe(1);
    away = false;
    expect((await deliver(url, [message('1')])).status).toBe(200);
    await until(() => running.told('an').length > 0);
    await opened.close();
  });

  it('of another method is told which are right', async () => {
    await serve({ started: false });
    const response = await fetch(`${url}${FAKE_PATH}`, { headers: { accept: 'application/json' } });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe("the officers' addresses", () => {
  const get = (path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${TOKEN}`, accept: 'application/json' },
    });

  it('are closed without the token', async () => {
    await serve({ started: false });
    for (const authorization of ['', 'Bearer ', 'Bearer wrong', TOKEN]) {
      const response = await fetch(`${url}/api/v1/handoffs`, {
        headers: { authorization, accept: 'application/json' },
      });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(await response.json()).toMatchObject({ error: { code: 'unauthorised' } });
    }
    expect((await fetch(`${url}/metrics`)).status).toBe(401);
  });

  it('list requests for a person with what was said, and close them', async () => {
    await serve();
    await deliver(url, [message('1', 'cho tôi gặp cán bộ')]);
    await until(async () => (await running.store.handoffs({ limit: 1 })).length > 0);
    const listed = (await (await get('/api/v1/handoffs')).json()) as {
      handoffs: { id: string; turns: { text: string }[] }[];
    };
    expect(listed.handoffs).toHaveLength(1);
    expect(listed.handoffs[0]?.turns[0]?.text).toBe('cho tôi gặp cán bộ');
    const path = `/api/v1/handoffs/${listed.handoffs[0]?.id}/close`;
    expect(await (await get(path, { method: 'POST' })).json()).toMatchObject({
      handoff: { state: 'closed' },
    });
    expect(await (await get('/api/v1/handoffs')).json()).toEqual({ handoffs: [] });
    const unknown = await get('/api/v1/handoffs/none/close', { method: 'POST' });
    expect(await unknown.json()).toMatchObject({ error: { code: 'handoff-not-found' } });
    expect((await get('/api/v1/handoffs?limit=0')).status).toBe(400);
  });

  it('list what could not be delivered and send it again', async () => {
    await serve();
    running.fake.replies.push('blocked');
    await deliver(url, [message('1', 'lệ phí')]);
    await until(async () => (await running.store.backlog()).deadDeliveries > 0);
    const { deliveries } = (await (await get('/api/v1/deliveries/dead')).json()) as {
      deliveries: { id: string; reason: string; contact?: string }[];
    };
    expect(deliveries).toMatchObject([{ reason: 'blocked' }]);
    expect(deliveries[0]?.contact).toBeUndefined();
    const path = `/api/v1/deliveries/${deliveries[0]?.id}/resend`;
    expect((await get(path, { method: 'POST' })).status).toBe(200);
    await until(() => running.told('an').length > 0);
    expect((await get(path, { method: 'POST' })).status).toBe(404);
  });

  it('tell the counts to whoever collects them', async () => {
    await serve();
    await deliver(url, [message('1')]);
    await until(() => running.told('an').length > 0);
    const text = await (await get('/metrics')).text();
    expect(text).toContain(
      'hmc_messaging_webhook_requests_total{platform="zalo-bot",reason="accepted"} 1',
    );
    expect(text).toMatch(/hmc_messaging_backlog_events \d/u);
  });
});
