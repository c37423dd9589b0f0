import type { Request, Response, Router } from 'express';
import { StoreUnavailable } from '../../conversation/store-unavailable.ts';
import type { CallEvent } from '../../desk/call-event.ts';
import type { Hotline } from '../hotline/hotline.ts';
import { isCareSoft, readCareSoft } from '../hotline/mappers/caresoft.ts';
import { readStringee } from '../hotline/mappers/stringee.ts';
import { VOICECLOUD_PATHS, readVoiceCloud } from '../hotline/mappers/voicecloud.ts';
import { sameSecret } from '../messaging/same-secret.ts';

const PROVIDER_LIMIT = 64 * 1024;
/** Where providers tell of calls. */
const PROVIDERS = '/assist/v1/providers';

interface ProviderParts {
  readonly hotline: Hotline;
  /** The body of a sender who may speak; undefined once it was refused. */
  readonly trusted: (
    request: Request,
    response: Response,
    limit: number,
    mayOf: (raw: Buffer) => boolean,
  ) => Promise<Buffer | undefined>;
  readonly now: () => Date;
}

/** What telephone providers tell of calls, in shapes of their own. */
export function addProviderRoutes(router: Router, { hotline, trusted, now }: ProviderParts): void {
  /** False once 503 was answered: the sender sends it all again, and nothing is taken twice. */
  async function takeAll(events: readonly CallEvent[], response: Response): Promise<boolean> {
    try {
      for (const event of events) await hotline.take(event);
      return true;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      response.setHeader('retry-after', '5').status(503).json({ error: 'store-unavailable' });
      return false;
    }
  }

  /** Providers that cannot sign carry the token in their address: `?token=`, which we never log. */
  const knowsToken = ({ query: { token } }: Request): boolean =>
    hotline.secrets.token !== undefined &&
    typeof token === 'string' &&
    sameSecret(token, hotline.secrets.token);
  const answer = async (
    events: readonly CallEvent[] | undefined,
    response: Response,
  ): Promise<void> => {
    if (events === undefined) response.status(422).json({ error: 'malformed' });
    else if (await takeAll(events, response)) response.status(200).json({ taken: events.length });
  };
  router.post(`${PROVIDERS}/stringee`, async (request, response) => {
    const raw = await trusted(request, response, PROVIDER_LIMIT, () => knowsToken(request));
    if (raw !== undefined) await answer(readStringee(jsonOf(raw), now()), response);
  });
  for (const path of VOICECLOUD_PATHS) {
    router.get(`${PROVIDERS}/voicecloud/${path}`, async (request, response) => {
      if (knowsToken(request)) await answer(readVoiceCloud(path, request.query, now()), response);
      else response.status(401).json({ error: 'unauthorised' });
    });
  }
  router.post(`${PROVIDERS}/caresoft`, async (request, response) => {
    const { careSoftSecret } = hotline.secrets;
    const raw = await trusted(
      request,
      response,
      PROVIDER_LIMIT,
      (body) =>
        careSoftSecret !== undefined &&
        isCareSoft(body, request.headers['x-hub-signature'], careSoftSecret),
    );
    if (raw !== undefined) await answer(readCareSoft(jsonOf(raw), now()), response);
  });
}

/** Undefined for what is no JSON. */
export function jsonOf(raw: Buffer | string): unknown {
  try {
    return JSON.parse(typeof raw === 'string' ? raw : raw.toString('utf8'));
  } catch {
    return undefined;
  }
}
