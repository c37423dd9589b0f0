import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import type { SignedIn } from '../../accounts/account.ts';
import type { Accounts, NewSession } from '../../accounts/accounts.ts';
import { Fault } from './faults.ts';
import type { SignIn } from './sign-in.ts';
import { cookie, isOwnOrigin } from './visitor.ts';

/** Who is signed in by a cookie; what changes something must carry the session's token besides. */
export interface AccountSignIn extends SignIn {
  begin(request: Request, response: Response, session: NewSession): void;
  end(request: Request, response: Response): void;
  /** Whether a form's `csrf` is this session's. */
  isOwnForm(signedIn: SignedIn, given: unknown): boolean;
}

const SESSION = 'hmc-officer';
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Officers by their session's cookie, else by what `others` knows (the token of software the office
 * trusts). A changing request by cookie needs `x-csrf-token` and the site's own origin: another site
 * can make a browser send the cookie, but neither of these.
 */
export function createAccountSignIn(
  accounts: Pick<Accounts, 'find'>,
  others: SignIn,
): AccountSignIn {
  const attributes = (request: Request) =>
    ({ httpOnly: true, sameSite: 'lax', secure: request.secure, path: '/' }) as const;

  const isOwnForm = (signedIn: SignedIn, given: unknown): boolean =>
    typeof given === 'string' && timingSafeEqual(digest(given), digest(signedIn.csrfToken));

  async function byCookie(request: Request): Promise<SignedIn | undefined> {
    const token = cookie(request, SESSION);
    return token === undefined || token.length > 200 ? undefined : accounts.find(token);
  }

  const hasToken = (request: Request): boolean => request.get('authorization') !== undefined;

  return {
    signedIn: async (request) => (hasToken(request) ? others.signedIn(request) : byCookie(request)),
    require: (...roles) => {
      const byToken = others.require(...roles);
      return async (request, response, next) => {
        if (hasToken(request)) {
          byToken(request, response, next);
          return;
        }
        const signedIn = await byCookie(request);
        if (signedIn === undefined) throw new Fault('unauthorised');
        if (!SAFE.has(request.method)) {
          const { origin } = request.headers;
          const isOwn = origin === undefined || isOwnOrigin(request, origin);
          if (!isOwn || !isOwnForm(signedIn, request.get('x-csrf-token'))) {
            throw new Fault('foreign-origin');
          }
        }
        if (!roles.some((role) => signedIn.account.roles.includes(role))) {
          throw new Fault('forbidden');
        }
        response.locals['signedIn'] = signedIn;
        next();
      };
    },
    signedInOf: (response) => others.signedInOf(response),
    begin: (request, response, session) => {
      response.cookie(SESSION, session.token, {
        ...attributes(request),
        expires: new Date(session.expiresAt),
      });
    },
    end: (request, response) => {
      response.clearCookie(SESSION, attributes(request));
    },
    isOwnForm,
  };
}
