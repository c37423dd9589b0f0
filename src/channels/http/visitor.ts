import type { Request, Response } from 'express';
import type { Channel } from '../../conversation/conversation.ts';
import type { CookieKey } from './cookie-key.ts';
import { Fault } from './faults.ts';
import type { Language } from './words.ts';

const CONVERSATION = 'hmc-conversation';
const LANGUAGE = 'hmc-language';
const CHANNEL = 'hmc-channel';
const DAY_MS = 86_400_000;
/** Longer than this browsers keep no cookie (RFC 6265bis, 5.5). */
const MOST_DAYS = 400;

/** Channels whose pages the server shows. */
export type PageChannel = Extract<Channel, 'web' | 'kiosk'>;

export function cookie(request: Request, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

const attributes = (request: Request) =>
  ({ httpOnly: true, sameSite: 'lax', secure: request.secure, path: '/' }) as const;

/** Which conversation a browser is in, by a signed cookie. */
export interface Visitors {
  /** Undefined without a cookie, and when it is not one of ours. */
  conversationOf(request: Request): string | undefined;
  /**
   * On the web for as long as the conversation is kept, so that it goes on another day; on a kiosk
   * until the browser is closed.
   */
  remember(request: Request, response: Response, id: string, channel: Channel): void;
  forget(request: Request, response: Response): void;
}

export function createVisitors(key: CookieKey, retentionDays: number): Visitors {
  return {
    conversationOf: (request) => {
      const signed = cookie(request, CONVERSATION);
      const id = signed === undefined ? undefined : key.verify(CONVERSATION, signed);
      return id !== undefined && /^[\w-]{1,100}$/u.test(id) ? id : undefined;
    },
    remember: (request, response, id, channel) => {
      response.cookie(CONVERSATION, key.sign(CONVERSATION, id), {
        ...attributes(request),
        ...(channel === 'web' ? { maxAge: Math.min(retentionDays, MOST_DAYS) * DAY_MS } : {}),
      });
    },
    forget: (request, response) => {
      response.clearCookie(CONVERSATION, attributes(request));
    },
  };
}

/** Language of a page: `?lang=`, else the one chosen before, else Vietnamese. */
export function pageLanguage(request: Request, response: Response): Language {
  const asked = request.query['lang'];
  if (asked === 'vi' || asked === 'en') {
    response.cookie(LANGUAGE, asked, attributes(request));
    return asked;
  }
  return cookie(request, LANGUAGE) === 'en' ? 'en' : 'vi';
}

/** A kiosk opens its browser at `/?channel=kiosk`; that holds until the browser is closed. */
export function pageChannel(request: Request, response: Response): PageChannel {
  const asked = request.query['channel'];
  if (asked === 'web' || asked === 'kiosk') {
    response.cookie(CHANNEL, asked, attributes(request));
    return asked;
  }
  return cookie(request, CHANNEL) === 'kiosk' ? 'kiosk' : 'web';
}

/** Language of an API message, by Accept-Language. */
export function apiLanguage(request: Request): Language {
  return request.acceptsLanguages('vi', 'en') === 'en' ? 'en' : 'vi';
}

/** Forms are taken only from this site's own pages; clients that send no origin are no browsers. */
export function requireOwnOrigin(request: Request, _response: Response, next: () => void): void {
  const { origin } = request.headers;
  const site = request.get('sec-fetch-site');
  const own =
    origin === undefined
      ? site === undefined || site === 'same-origin' || site === 'none'
      : isOwnOrigin(request, origin);
  if (!own) throw new Fault('foreign-origin');
  next();
}

export function isOwnOrigin(request: Request, origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === request.host;
}
