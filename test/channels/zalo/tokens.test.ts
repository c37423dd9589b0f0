import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { PlatformTokens, TokenStore } from '../../../src/conversation/exchange.ts';
import { createZalo } from '../../../src/channels/zalo/zalo.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import { CITIZEN, say, setStage } from './stage.ts';
import type { Stage } from './stage.ts';

const burst = (stage: Pick<Stage, 'say'>, size: number) =>
  Promise.all(Array.from({ length: size }, (_, at) => stage.say(`Dạ ${at}`)));

const kept = async ({ store }: Stage): Promise<PlatformTokens> => {
  const tokens = await store.tokens('zalo');
  if (tokens === undefined) throw new Error('no tokens are kept');
  return tokens;
};

/** The store, with a word in its savings. */
function withSave(store: TokenStore, before: (pair: PlatformTokens) => void): TokenStore {
  return {
    tokens: store.tokens,
    withTokens: (platform, work) =>
      store.withTokens(platform, (tokens, save) =>
        work(tokens, async (pair) => {
          before(pair);
          await save(pair);
        }),
      ),
  };
}

describe('tokens of a Zalo OA', () => {
  it('begin with the refresh token of the settings, fetched once for many sends', async () => {
    const stage = await setStage();
    const results = await burst(stage, 20);
    expect(results.every(({ kind }) => kind === 'sent')).toBe(true);
    expect(stage.fake.calls('token')).toBe(1);
    const tokens = await kept(stage);
    const lifeMs = Date.parse(tokens.expiresAt) - Date.parse(tokens.refreshedAt);
    expect(lifeMs).toBe(90_000_000);
  });

  it('are refreshed once when they expire in the middle of a burst, over two processes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'zalo-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const stage = await setStage();
    const stores = await Promise.all(
      [1, 2].map(() => openStore({ file: join(folder, 'store.db'), now: stage.clock.now })),
    );
    onTestFinished(async () => void (await Promise.all(stores.map((store) => store.close()))));
    const [one, two] = stores.map((tokens) =>
      createZalo(stage.fake.config, { tokens, log: stage.log, now: stage.clock.now }),
    );
    if (one === undefined || two === undefined) throw new Error('two were made');
    await say(one, 'Dạ');
    await say(two, 'Dạ');
    expect(stage.fake.calls('token')).toBe(1);
    stage.fake.expireAccessTokens();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, at) => say(at % 2 === 0 ? one : two, `Dạ ${at}`)),
    );
    expect(results.map(({ kind }) => kind)).toEqual(Array.from({ length: 20 }, () => 'sent'));
    expect(stage.fake.calls('token')).toBe(2);
    expect(stage.fake.refreshes()).toBe(2);
  });

  it.each([-216, -220, -124])('are refreshed on error %i, and the message sent', async (code) => {
    const stage = await setStage();
    await stage.say('Dạ');
    stage.fake.inject('send', { kind: 'error', code });
    expect((await stage.say('Dạ ạ')).kind).toBe('sent');
    expect(stage.fake.refreshes()).toBe(2);
  });

  it('are refreshed no more than once for one message', async () => {
    const stage = await setStage();
    await stage.say('Dạ');
    stage.fake.inject('send', { kind: 'error', code: -216 }, 2);
    expect(await stage.say('Dạ ạ')).toEqual({
      kind: 'retry',
      reason: 'token-refused',
      untaken: true,
    });
    expect(stage.fake.refreshes()).toBe(2);
  });

  it('are refreshed after 20 hours, five before they end', async () => {
    const stage = await setStage();
    await stage.say('Dạ');
    stage.clock.pass(19.9);
    await stage.say('Dạ');
    expect(stage.fake.refreshes()).toBe(1);
    stage.clock.pass(0.2);
    await stage.say('Dạ');
    expect(stage.fake.refreshes()).toBe(2);
  });

  it('still serve after 20 hours while the platform cannot refresh, asked seldom', async () => {
    const stage = await setStage();
    await stage.say('Dạ');
    stage.clock.pass(21);
    stage.fake.inject('token', { kind: 'status', status: 500 }, 2);
    const results = await burst(stage, 10);
    expect(results.every(({ kind }) => kind === 'sent')).toBe(true);
    expect(stage.fake.calls('token')).toBe(2);
  });

  it('put messages off when there are none, and leave the platform alone for a while', async () => {
    const stage = await setStage({ config: { refreshToken: undefined } });
    const results = await burst(stage, 5);
    expect(results[0]).toEqual({
      kind: 'retry',
      reason: 'token-missing',
      afterMs: 60_000,
      untaken: true,
    });
    expect(stage.fake.calls('token')).toBe(0);

    const wrong = await setStage({ config: { refreshToken: 'never-issued' } });
    await burst(wrong, 5);
    expect(await wrong.say('Dạ')).toMatchObject({
      kind: 'retry',
      reason: 'token-refused',
      untaken: true,
    });
    expect(wrong.fake.calls('token')).toBe(1);
    wrong.clock.pass(0.1);
    await wrong.say('Dạ');
    expect(wrong.fake.calls('token')).toBe(2);
  });

  it('are put off for a network fault and found again', async () => {
    const stage = await setStage();
    stage.fake.inject('token', { kind: 'reset' });
    expect(await stage.say('Dạ')).toMatchObject({ kind: 'retry', reason: 'token-network' });
    stage.clock.pass(0.01);
    expect((await stage.say('Dạ')).kind).toBe('sent');
  });

  it('are durable before their first use', async () => {
    const stage = await setStage();
    const order: string[] = [];
    const tokens = withSave(
      stage.store,
      () => void order.push(`sends ${stage.fake.calls('send')}`),
    );
    const zalo = createZalo(stage.fake.config, {
      tokens,
      log: stage.log,
      now: stage.clock.now,
    });
    await say(zalo, 'Dạ');
    stage.fake.expireAccessTokens();
    await say(zalo, 'Dạ');
    // Saved before the first send; then after the refused one and before it is repeated.
    expect(order).toEqual(['sends 0', 'sends 2']);
    expect(stage.fake.calls('send')).toBe(3);
  });

  it('survive a store that fails while they are saved: the pair is kept, unused, and saved later', async () => {
    const stage = await setStage();
    let isFull = true;
    const tokens = withSave(stage.store, () => {
      if (isFull) throw new Error('disk full');
    });
    const zalo = createZalo(stage.fake.config, { tokens, log: stage.log, now: stage.clock.now });
    expect(await say(zalo, 'Dạ')).toMatchObject({ kind: 'retry', reason: 'token-store' });
    expect(stage.fake.calls('send')).toBe(0);
    isFull = false;
    stage.clock.pass(0.01);
    expect((await say(zalo, 'Dạ')).kind).toBe('sent');
    expect(stage.fake.calls('token')).toBe(1);
    expect((await kept(stage)).refreshToken).toMatch(/^refresh-1-/u);
  });

  it('of the store win over the settings, whose used token would be refused', async () => {
    const stage = await setStage();
    await stage.say('Dạ');
    stage.clock.pass(21);
    const restarted = createZalo(stage.fake.config, {
      tokens: stage.store,
      log: stage.log,
      now: stage.clock.now,
    });
    expect((await say(restarted, 'Dạ')).kind).toBe('sent');
    expect(stage.fake.calls('token')).toBe(2);
  });

  it('are mended by a new refresh token in the settings when the stored one is refused', async () => {
    const stage = await setStage();
    await stage.store.withTokens('zalo', (_tokens, save) =>
      save({
        accessToken: 'long-gone',
        refreshToken: 'long-gone',
        expiresAt: '2026-01-02T00:00:00.000Z',
        refreshedAt: '2026-01-01T00:00:00.000Z',
      }),
    );
    expect((await stage.say('Dạ')).kind).toBe('sent');
    expect(stage.fake.calls('token')).toBe(2);
    expect((await kept(stage)).refreshToken).toMatch(/^refresh-1-/u);
  });

  it('alert when they were last refreshed more than 60 days ago', async () => {
    const stage = await setStage();
    await stage.say('Dạ');
    const alerts = (): readonly string[] =>
      stage.lines.filter((line) => line.includes('long ago') && line.includes('"level":50'));
    stage.clock.pass(59 * 24);
    stage.fake.inject('token', { kind: 'status', status: 500 }, 2);
    await stage.say('Dạ');
    expect(alerts()).toHaveLength(0);
    stage.clock.pass(2 * 24);
    await stage.say('Dạ');
    expect(alerts()).toHaveLength(1);
    expect(alerts()[0]).toContain('"days":61');
  });

  it('are fetched at the start, before a citizen waits, and saved when it stops meanwhile', async () => {
    const stage = await setStage();
    stage.fake.inject('token', { kind: 'slow', ms: 100 });
    await stage.zalo.start?.({ accept: async () => undefined });
    await stage.zalo.stop?.();
    expect((await kept(stage)).accessToken).toMatch(/^access-1-/u);
    expect(stage.fake.calls('send')).toBe(0);
    expect(await stage.zalo.budget?.(CITIZEN)).toMatchObject({ messagesLeft: 8 });
    expect(stage.fake.calls('token')).toBe(1);
  });

  it('spent are refused by the platform: the fake is as strict as Zalo', async () => {
    const { fake } = await setStage();
    const refresh = async (refreshToken: string) => {
      const response = await fetch(`${fake.url}/v4/oa/access_token`, {
        method: 'POST',
        headers: { secret_key: fake.config.appSecret },
        body: new URLSearchParams({
          refresh_token: refreshToken,
          app_id: fake.config.appId,
          grant_type: 'refresh_token',
        }),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const first = fake.config.refreshToken ?? '';
    expect((await refresh(first)).body).toMatchObject({ expires_in: '90000' });
    const again = await refresh(first);
    expect(again.status).toBe(200);
    expect(again.body['error']).toBeLessThan(0);
  });
});
