import type { Request, RequestHandler, Response, Router } from 'express';
import type { z } from 'zod';
import type { Role, SignedIn } from '../../accounts/account.ts';
import { DeskRefused } from '../../desk/desk.ts';
import type { Actor, DeskRefusal } from '../../desk/desk.ts';
import { allowOnly } from './api-router.ts';
import { readJson } from './body.ts';
import { checked } from './check.ts';
import { sendJson } from './compress.ts';
import { DESK_WORDS } from './desk-words.ts';
import type { SignIn } from './sign-in.ts';
import { apiLanguage } from './visitor.ts';
import { fill } from './words.ts';
import type { Language } from './words.ts';

const DESK_API = '/api/desk/v1';

/** A request of an officer, its parts read and checked. */
interface DeskRequest<Body> {
  readonly request: Request;
  readonly response: Response;
  readonly signedIn: SignedIn;
  readonly actor: Actor;
  readonly language: Language;
  readonly body: Body;
  /** A part of the path. */
  param(name: string): string;
}

export interface DeskRoute<Body> {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Below `DESK_API`, with `:name` for its parts. */
  readonly path: string;
  readonly roles: readonly Role[];
  readonly schema?: z.ZodType<Body>;
  /** What it returns is the answer's JSON; undefined is 204. Nothing is sent when it has answered itself. */
  readonly handle: (asked: DeskRequest<Body>) => Promise<unknown>;
}

/** A fault of the desk's own, in its own words; the status stands beside it. */
export class DeskFault extends Error {
  readonly status: number;
  readonly code: keyof (typeof DESK_WORDS)['vi']['faults'];
  constructor(code: DeskFault['code'], status: number) {
    super(code);
    this.name = 'DeskFault';
    this.code = code;
    this.status = status;
  }
}

const REFUSAL_STATUS: Readonly<Record<DeskRefusal, number>> = {
  unknown: 404,
  'not-owner': 409,
  taken: 409,
  closed: 409,
  'window-over': 409,
  'note-missing': 422,
  'unknown-target': 422,
  'too-long': 422,
};

/** Puts an address of the officers into a router. */
export function addDeskRoute<Body>(router: Router, signIn: SignIn, route: DeskRoute<Body>): void {
  const { method, path, roles, schema, handle } = route;
  const respond: RequestHandler = async (request, response) => {
    const signedIn = signIn.signedInOf(response);
    const language = apiLanguage(request);
    try {
      const body =
        schema === undefined
          ? (undefined as Body)
          : checked(schema, method === 'get' ? request.query : await readJson(request), language);
      const result = await handle({
        request,
        response,
        signedIn,
        actor: actorOf(signedIn),
        language,
        body,
        param: (name) => String(request.params[name] ?? ''),
      });
      if (response.headersSent) return;
      response.setHeader('cache-control', 'no-store');
      if (result === undefined) response.status(204).end();
      else await sendJson(request, response, result);
    } catch (error) {
      if (response.headersSent || !(await refuse(error, request, response, language))) throw error;
    }
  };
  router[method](`${DESK_API}${path}`, signIn.require(...roles), respond);
}

/** 405 for the methods an address does not have; after all routes were added. */
export function allowOnlyDeskRoutes(
  router: Router,
  routes: readonly { readonly method: string; readonly path: string }[],
): void {
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes
      .filter((route) => route.path === path)
      .map((route) => route.method.toUpperCase());
    allowOnly(
      router,
      `${DESK_API}${path}`,
      methods.includes('GET') ? [...methods, 'HEAD'] : methods,
    );
  }
}

function actorOf({ account }: SignedIn): Actor {
  return {
    officerId: account.id,
    name: account.name,
    office: account.office,
    isSupervisor: account.roles.includes('supervisor'),
    skills: account.skills,
    capacity: account.capacity,
  };
}

/** Whether it was a refusal of the desk, which is then told. */
async function refuse(
  error: unknown,
  request: Request,
  response: Response,
  language: Language,
): Promise<boolean> {
  const requestId = String(response.locals['requestId']);
  const tell = async (status: number, body: Record<string, string>): Promise<true> => {
    response.status(status).vary('accept-language');
    await sendJson(request, response, { error: { ...body, requestId } });
    return true;
  };
  if (error instanceof DeskFault) {
    const message = DESK_WORDS[language].faults[error.code];
    return tell(error.status, { code: error.code, message });
  }
  if (!(error instanceof DeskRefused)) return false;
  const { refusal, ownerName } = error;
  const texts: Readonly<Record<string, string>> = DESK_WORDS[language].refusals;
  const named = ownerName === undefined ? undefined : texts[`${refusal}-named`];
  const message = fill(named ?? texts[refusal] ?? refusal, { owner: ownerName ?? '' });
  return tell(REFUSAL_STATUS[refusal], {
    code: refusal,
    message,
    ...(ownerName === undefined ? {} : { ownerName }),
  });
}
