import { z } from 'zod';
import type { ZaloConfig } from '../../config.ts';
import type { TokenStore } from '../../conversation/exchange.ts';
import type { Log } from '../../log.ts';
import type { DownloadRules } from '../messaging/download.ts';
import type { ContactBudget, Platform, SendResult } from '../messaging/platform.ts';
import { createAccessToken } from './access-token.ts';
import { parseAnonymousContact } from './anonymous-contact.ts';
import { parseBudget } from './contact-budget.ts';
import { classOf } from './error-class.ts';
import { createVoiceFetch } from './fetch-voice.ts';
import { BUTTONS, BUTTON_TITLE_LENGTH, TEXT_LENGTH, toRequest, toZaloBody } from './message.ts';
import type { SignatureVariant } from './signature.ts';
import { RETRIES_MS, createZaloWebhook } from './webhook.ts';
import { createZaloHttp } from './zalo-http.ts';
import type { Reply } from './zalo-http.ts';

export interface ZaloMeans {
  readonly tokens: TokenStore;
  readonly log: Log;
  readonly now?: () => Date;
  /** See `Platform.echoWaitMs`. */
  readonly echoWaitMs?: number;
  /** How long one call may take, in ms. */
  readonly timeoutMs?: number;
  /** For tests, whose recordings lie on this machine. */
  readonly download?: Partial<DownloadRules>;
  /** Told which way to sign every accepted webhook was signed, for counting. */
  readonly signatureMatched?: (variant: SignatureVariant) => void;
}

/** An echo our server was down for comes again after 30 s; a little more for its way. */
const ECHO_WAIT_MS = 45_000;
const BUDGET_KEPT_MS = 60_000;
const MOST_BUDGETS = 1000;

const sentSchema = z.object({
  data: z.object({ message_id: z.union([z.string(), z.number()]).transform(String) }),
});

/**
 * Zalo Official Account over OpenAPI v3 (docs.zaloplatforms.com). The application may call 4,000 times
 * a minute; a quarter is left for quotas, tokens and a second process.
 */
export function createZalo(config: ZaloConfig, means: ZaloMeans): Platform {
  const { tokens, log, now = () => new Date(), echoWaitMs = ECHO_WAIT_MS, timeoutMs } = means;
  const http = createZaloHttp({ log, now, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  const access = createAccessToken(config, { tokens, http, log, now });
  const budgets = new Map<
    string,
    { readonly budget: ContactBudget | null; readonly atMs: number }
  >();

  /** Calls with the token in force, and once more with a new one when that is refused. */
  async function call(
    path: string,
    request: unknown,
    signal?: AbortSignal,
  ): Promise<Reply | Extract<SendResult, { readonly kind: 'retry' }>> {
    const post = (token: string): Promise<Reply> =>
      http({
        url: `${config.apiRoot}${path}`,
        headers: { access_token: token, 'content-type': 'application/json' },
        body: JSON.stringify(request),
        ...(signal === undefined ? {} : { signal }),
      });
    let token = await access.current();
    for (let attempt = 1; token.kind === 'token'; attempt += 1) {
      const reply = await post(token.token);
      if (attempt === 2 || !isTokenRefusal(reply)) return reply;
      token = await access.renew(token.token);
    }
    const { reason, afterMs } = token;
    return { kind: 'retry', reason: `token-${reason}`, afterMs, untaken: true };
  }

  return {
    name: 'zalo',
    limits: {
      textLength: TEXT_LENGTH,
      counting: 'code-points',
      buttons: BUTTONS,
      buttonTitleLength: BUTTON_TITLE_LENGTH,
      // One of 1,000 is ours: `#`.
      payloadBytes: 999,
      messages: 3,
      markup: 'none',
    },
    rate: { perSecond: 50, perContactMs: 250 },
    echoWaitMs,
    echoRepeatsMs: RETRIES_MS,
    toBody: (message) => toZaloBody(message, { templateType: config.buttonsTemplateType }),
    send: async ({ contact, body }, signal) => {
      const message = toRequest(contact, body);
      if (message === undefined) return { kind: 'refused', reason: 'request-body' };
      const result = resultOf(await call(message.path, message.request, signal));
      if (result.kind !== 'retry') budgets.delete(contact);
      return result;
    },
    fetchVoice: createVoiceFetch(config, means.download),
    budget: async (contact) => {
      if (parseAnonymousContact(contact) !== undefined) return null;
      const nowMs = now().getTime();
      const known = budgets.get(contact);
      if (known !== undefined && nowMs - known.atMs < BUDGET_KEPT_MS) return known.budget;
      const reply = await call('/v3.0/oa/quota/message', { user_id: contact });
      if (reply.kind !== 'answered' || reply.error !== 0) return null;
      const budget = parseBudget(reply.body);
      const eldest = budgets.keys().next();
      if (budgets.size >= MOST_BUDGETS && eldest.done !== true) budgets.delete(eldest.value);
      budgets.delete(contact);
      budgets.set(contact, { budget, atMs: nowMs });
      return budget;
    },
    start: async () => access.start(),
    stop: () => access.stop(),
    webhook: createZaloWebhook(config, {
      log,
      now,
      matched: (variant) => means.signatureMatched?.(variant),
    }),
  };
}

function isTokenRefusal(reply: Reply): boolean {
  return reply.kind === 'answered'
    ? reply.error !== undefined && classOf(reply.error).kind === 'token'
    : reply.kind === 'status' && reply.status === 401;
}

/** What a reply means for a message. `cut-off` and 5xx may have been carried out. */
function resultOf(reply: Reply | Extract<SendResult, { readonly kind: 'retry' }>): SendResult {
  switch (reply.kind) {
    case 'retry':
      return reply;
    case 'not-sent':
      return { kind: 'retry', reason: 'network', untaken: true };
    case 'cut-off':
      return { kind: 'retry', reason: 'cut-off' };
    case 'status':
      return resultOfStatus(reply);
    case 'answered': {
      const sent = sentSchema.safeParse(reply.body);
      if (reply.error === undefined || reply.error === 0) {
        if (sent.success) return { kind: 'sent', platformMessageId: sent.data.data.message_id };
        // Some other server's JSON proves nothing.
        return reply.error === 0 ? { kind: 'sent' } : resultOf({ kind: 'cut-off' });
      }
      const fault = classOf(reply.error);
      return fault.kind === 'token'
        ? { kind: 'retry', reason: 'token-refused', untaken: true }
        : fault;
    }
  }
}

function resultOfStatus({
  status,
  retryAfterMs,
}: Extract<Reply, { readonly kind: 'status' }>): SendResult {
  const reason = `http-${status}`;
  const wait = retryAfterMs === undefined ? {} : { afterMs: retryAfterMs };
  if (status >= 500) return { kind: 'retry', reason, ...wait };
  if (status === 429 || status === 408 || status === 401) {
    return { kind: 'retry', reason, ...wait, untaken: true };
  }
  return { kind: 'refused', reason };
}
