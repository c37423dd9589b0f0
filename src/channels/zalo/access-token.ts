import { z } from 'zod';
import type { ZaloConfig } from '../../config.ts';
import type { PlatformTokens, TokenStore } from '../../conversation/exchange.ts';
import type { Log } from '../../log.ts';
import type { ZaloHttp } from './zalo-http.ts';

/** Access tokens live 25 h; five hours are left for trying again. */
const REFRESH_AFTER_MS = 20 * 3_600_000;
const LEAST_LEFT_MS = 5 * 60_000;
const DEFAULT_LIFE_S = 90_000;
/** Refresh tokens live three months; from here on an operator has a month to act. */
const ALERT_AFTER_MS = 60 * 86_400_000;
const CHECK_EVERY_MS = 30 * 60_000;
/** After a failure the platform is left alone so long, whoever asks. */
const HOLD_MS = { network: 10_000, refused: 5 * 60_000, missing: 60_000, store: 5_000 };

type TokenReply =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'unavailable';
      readonly reason: keyof typeof HOLD_MS;
      readonly afterMs: number;
    };

/** The token calls are made with. Never throws. */
export interface AccessToken {
  current(): Promise<TokenReply>;
  /** Another token than `refused`, which the platform no longer takes. */
  renew(refused: string): Promise<TokenReply>;
  /** Keeps the token fresh while nobody asks, so that no citizen waits for a refresh. */
  start(): void;
  /** Resolves when a running refresh has ended: a pair that was issued is always saved. */
  stop(): Promise<void>;
}

const replySchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.coerce.number().positive().catch(DEFAULT_LIFE_S),
});

/**
 * Refreshes by `POST {oauthRoot}/v4/oa/access_token` (docs.zaloplatforms.com "Access token from a
 * refresh token"). A refresh token works once: the lock of the store lets one process use it, and the
 * new pair is saved before anything is called with it. The store's pair wins over `refreshToken` of
 * the settings, which begins the chain and mends it when the stored one is refused.
 */
export function createAccessToken(
  config: Pick<ZaloConfig, 'appId' | 'appSecret' | 'refreshToken' | 'oauthRoot'>,
  {
    tokens,
    http,
    log,
    now,
  }: {
    readonly tokens: TokenStore;
    readonly http: ZaloHttp;
    readonly log: Log;
    readonly now: () => Date;
  },
): AccessToken {
  let held: PlatformTokens | undefined;
  /** Issued but not saved, because the store failed: the old refresh token is worthless by then. */
  let unsaved: PlatformTokens | undefined;
  let running: Promise<TokenReply> | undefined;
  let failed: { readonly reason: keyof typeof HOLD_MS; readonly atMs: number } | undefined;
  let timer: NodeJS.Timeout | undefined;

  const ageMs = (pair: PlatformTokens): number => now().getTime() - Date.parse(pair.refreshedAt);
  const leftMs = (pair: PlatformTokens): number => Date.parse(pair.expiresAt) - now().getTime();
  const isFresh = (pair: PlatformTokens): boolean =>
    ageMs(pair) < REFRESH_AFTER_MS && leftMs(pair) > LEAST_LEFT_MS;

  /** A new pair; else why there is none. */
  async function refresh(refreshToken: string): Promise<PlatformTokens | 'network' | 'refused'> {
    const reply = await http({
      url: `${config.oauthRoot}/v4/oa/access_token`,
      headers: { secret_key: config.appSecret },
      body: new URLSearchParams({
        refresh_token: refreshToken,
        app_id: config.appId,
        grant_type: 'refresh_token',
      }),
    });
    if (reply.kind === 'status' && reply.status < 500 && reply.status !== 429) return 'refused';
    if (reply.kind !== 'answered') return 'network';
    const pair = replySchema.safeParse(reply.body);
    if (!pair.success) {
      log.error({ platform: 'zalo', error: reply.error }, 'token refresh was refused');
      return 'refused';
    }
    return {
      accessToken: pair.data.access_token,
      refreshToken: pair.data.refresh_token,
      expiresAt: new Date(now().getTime() + pair.data.expires_in * 1000).toISOString(),
      refreshedAt: now().toISOString(),
    };
  }

  /** The pair to use, under the lock; else why there is none. */
  async function settle(
    stored: PlatformTokens | undefined,
    save: (pair: PlatformTokens) => Promise<void>,
    refused: string | undefined,
  ): Promise<PlatformTokens | keyof typeof HOLD_MS> {
    let kept = stored;
    if (unsaved !== undefined) {
      if (kept === undefined || kept.refreshedAt < unsaved.refreshedAt) {
        await save(unsaved);
        kept = unsaved;
      }
      unsaved = undefined;
    }
    if (kept !== undefined && ageMs(kept) > ALERT_AFTER_MS) {
      const days = Math.floor(ageMs(kept) / 86_400_000);
      log.error(
        { platform: 'zalo', days },
        'last token refresh is long ago; it soon ends for good',
      );
    }
    if (kept !== undefined && kept.accessToken !== refused && isFresh(kept)) return kept;
    let failure: keyof typeof HOLD_MS = 'missing';
    for (const refreshToken of new Set([kept?.refreshToken, config.refreshToken])) {
      if (refreshToken === undefined) continue;
      const pair = await refresh(refreshToken);
      if (typeof pair === 'object') {
        unsaved = pair;
        await save(pair);
        unsaved = undefined;
        log.info({ platform: 'zalo' }, 'token refreshed');
        return pair;
      }
      failure = pair;
      if (failure === 'network') break;
    }
    failed = { reason: failure, atMs: now().getTime() };
    log.error({ platform: 'zalo', reason: failure }, 'no new token');
    // Between 20 and 25 h the old one still serves.
    return kept !== undefined && kept.accessToken !== refused && leftMs(kept) > 0 ? kept : failure;
  }

  async function run(refused: string | undefined): Promise<TokenReply> {
    let pair: PlatformTokens | keyof typeof HOLD_MS;
    try {
      pair = await tokens.withTokens('zalo', (stored, save) => settle(stored, save, refused));
    } catch {
      failed = { reason: 'store', atMs: now().getTime() };
      log.error({ platform: 'zalo', reason: 'store' }, 'tokens cannot be read or saved');
      pair = 'store';
    }
    if (typeof pair === 'string') return unavailable(pair);
    held = pair;
    if (isFresh(pair)) failed = undefined;
    return { kind: 'token', token: pair.accessToken };
  }

  function unavailable(reason: keyof typeof HOLD_MS): TokenReply {
    return { kind: 'unavailable', reason, afterMs: HOLD_MS[reason] };
  }

  function once(refused: string | undefined): Promise<TokenReply> {
    running ??= run(refused).finally(() => (running = undefined));
    return running;
  }

  const isHeld = (): boolean =>
    failed !== undefined && now().getTime() - failed.atMs < HOLD_MS[failed.reason];

  async function current(): Promise<TokenReply> {
    if (held !== undefined && isFresh(held)) return { kind: 'token', token: held.accessToken };
    if (failed !== undefined && isHeld()) {
      return held !== undefined && leftMs(held) > 0
        ? { kind: 'token', token: held.accessToken }
        : unavailable(failed.reason);
    }
    return once(undefined);
  }

  return {
    current,
    renew: async (refused) => {
      if (held !== undefined && held.accessToken !== refused && isFresh(held)) {
        return { kind: 'token', token: held.accessToken };
      }
      if (failed !== undefined && isHeld()) return unavailable(failed.reason);
      const reply = await once(refused);
      // It joined a run that did not know of the refusal.
      return reply.kind === 'token' && reply.token === refused ? once(refused) : reply;
    },
    start: () => {
      timer ??= setInterval(() => void current(), CHECK_EVERY_MS).unref();
      void current();
    },
    stop: async () => {
      clearInterval(timer);
      timer = undefined;
      await running;
    },
  };
}
