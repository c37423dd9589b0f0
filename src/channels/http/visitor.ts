import type { Request, Response } from 'express';
import { Fault } from './faults.ts';
import type { Language } from './words.ts';

const CONVERSATION = 'hmc-conversation';
const LANGUAGE = 'hmc-language';

function cookie(request: Request, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** The conversation this browser had; kept until it is closed, so that a shared machine forgets. */
export function conversationOf(request: Request): string | undefined {
  const id = cookie(request, CONVERSATION);
  return id !== undefined && /^[\w-]{1,100}$/u.test(id) ? id : undefined;
}

export function rememberConversation(request: Request, response: Response, id: string): void {
  response.cookie(CONVERSATION, id, {
    httpOnly: true,
    sameSite: 'lax',
    secure: request.secure,
    path: '/',
  });
}

export function forgetConversation(response: Response): void {
  response.clearCookie(CONVERSATION, { httpOnly: true, sameSite: 'lax', path: '/' });
}

/** Language of a page: `?lang=`, else the one chosen before, else Vietnamese. */
export function pageLanguage(request: Request, response: Response): Language {
  const asked = request.query['lang'];
  if (asked === 'vi' || asked === 'en') {
    response.cookie(LANGUAGE, asked, {
      httpOnly: true,
      sameSite: 'lax',
      secure: request.secure,
      path: '/',
    });
    return asked;
  }
  return cookie(request, LANGUAGE) === 'en' ? 'en' : 'vi';
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
      : hostOf(origin) === request.host;
  if (!own) throw new Fault('foreign-origin');
  next();
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
