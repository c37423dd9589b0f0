import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Role, SignedIn } from '../../accounts/account.ts';
import { Fault } from './faults.ts';

/** Tells who of the officers asks. */
export interface SignIn {
  /** Undefined when nobody is signed in. */
  signedIn(request: Request): Promise<SignedIn | undefined>;
  /** Lets only these roles through; 401 and 403 else. Afterwards `signedInOf` knows who it is. */
  require(...roles: readonly Role[]): RequestHandler;
  /** Who asks, behind `require`. */
  signedInOf(response: Response): SignedIn;
}

/** ASCII only: that is what headers carry; names come percent-encoded. */
const officerSchema = z.object({
  id: z.string().regex(/^[\w.@-]{1,60}$/u),
  name: z.string().min(1).max(100),
});
const EVERYTHING: readonly Role[] = ['operator', 'supervisor'];

/**
 * Officers of software the office trusts with `OFFICER_TOKEN`: it says in `X-Officer-Id` and
 * `X-Officer-Name` (percent-encoded) who acts, and answers for that. There is no cookie, so no other
 * site can act in somebody's name. Undefined token: nobody is signed in.
 */
export function createTokenSignIn(parts: {
  readonly officerToken: string | undefined;
  readonly office: string;
}): SignIn {
  const { officerToken, office } = parts;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = officerToken === undefined ? undefined : digest(officerToken);

  function find(request: Request): SignedIn | undefined {
    const given = /^Bearer (.+)$/iu.exec(request.get('authorization') ?? '')?.[1] ?? '';
    if (expected === undefined || !timingSafeEqual(digest(given), expected)) return undefined;
    const id = request.get('x-officer-id') ?? '';
    const officer = officerSchema.safeParse({
      id,
      name: nameIn(request.get('x-officer-name')) ?? id,
    });
    if (!officer.success) return undefined;
    return {
      account: {
        id: officer.data.id,
        login: officer.data.id,
        name: officer.data.name,
        office,
        roles: EVERYTHING,
        skills: [],
        capacity: 4,
        state: 'active',
      },
      sessionId: officer.data.id,
      csrfToken: '',
    };
  }

  return {
    signedIn: async (request) => find(request),
    require:
      (...roles) =>
      (request, response, next) => {
        const signedIn = find(request);
        if (signedIn === undefined) {
          throw new Fault('unauthorised', {}, { 'www-authenticate': 'Bearer' });
        }
        if (!roles.some((role) => signedIn.account.roles.includes(role))) {
          throw new Fault('forbidden');
        }
        response.locals['signedIn'] = signedIn;
        next();
      },
    signedInOf: (response) => {
      const signedIn = response.locals['signedIn'] as SignedIn | undefined;
      if (signedIn === undefined) throw new Fault('unauthorised');
      return signedIn;
    },
  };
}

function nameIn(header: string | undefined): string | undefined {
  try {
    return header === undefined ? undefined : decodeURIComponent(header).normalize('NFC');
  } catch {
    return undefined;
  }
}
