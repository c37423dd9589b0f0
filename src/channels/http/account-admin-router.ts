import express from 'express';
import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import { ROLES } from '../../accounts/account.ts';
import type { SignedIn } from '../../accounts/account.ts';
import { AccountRefused } from '../../accounts/accounts.ts';
import type { AccountDetail, Accounts, Invitation } from '../../accounts/accounts.ts';
import { accountPage, accountsPage, auditPage } from './account-admin-pages.ts';
import type { AdminView, SkillNames } from './account-admin-pages.ts';
import type { AccountSignIn } from './account-sign-in.ts';
import { ACCOUNT_WORDS } from './account-words.ts';
import { allowOnly } from './api-router.ts';
import { readForm } from './body.ts';
import { checked } from './check.ts';
import { send } from './compress.ts';
import { Fault } from './faults.ts';
import type { SettingOf } from './page-router.ts';
import { localTime } from './transcript.ts';
import { requireOwnOrigin } from './visitor.ts';
import { fill } from './words.ts';

export interface AccountAdminParts {
  readonly accounts: Accounts;
  readonly signIn: AccountSignIn;
  readonly settingOf: SettingOf;
  readonly skills: SkillNames;
}

const LIST = '/quan-tri/tai-khoan';
const ONE = `${LIST}/:id`;
const AUDIT = '/quan-tri/nhat-ky';
const AUDIT_PAGE = 100;
const line = z.string().max(200);
/** Ticked boxes; a word nobody knows is refused with the others. */
const formsOf = (skills: SkillNames) => {
  const ticked = (name: string): [string, z.ZodOptional<z.ZodLiteral<'1'>>] => [
    name,
    z.literal('1').optional(),
  ];
  const common = {
    csrf: line,
    name: z.string().trim().min(1).max(100),
    capacity: z.coerce.number().int().min(1).max(50),
    ...Object.fromEntries(ROLES.map((role) => ticked(`role-${role}`))),
    ...Object.fromEntries(skills.map(({ id }) => ticked(`skill-${id}`))),
  };
  return {
    added: z.strictObject({
      ...common,
      login: z
        .string()
        .trim()
        .toLowerCase()
        .regex(/^[a-z0-9][a-z0-9._@-]{2,99}$/u),
    }),
    changed: z.strictObject({ ...common, state: z.enum(['active', 'disabled']) }),
  };
};
const csrfOnly = z.strictObject({ csrf: line });

/** Accounts of the administrator's own office, and what was done. Pages work without script. */
export function createAccountAdminRouter(parts: AccountAdminParts): Router {
  const { accounts, signIn, settingOf, skills } = parts;
  const forms = formsOf(skills);
  const router = express.Router({ caseSensitive: true });

  const show = async (request: Request, response: Response, page: string, status: number) => {
    response.status(status).setHeader('cache-control', 'no-store');
    await send(request, response, 'text/html; charset=utf-8', page);
  };

  /** The administrator who asks; sent to sign in where nobody is. */
  async function administrator(
    request: Request,
    response: Response,
  ): Promise<SignedIn | undefined> {
    const signedIn = await signIn.signedIn(request);
    if (signedIn === undefined || signedIn.csrfToken === '') {
      response.redirect(303, `/dang-nhap?tiep=${encodeURIComponent(LIST)}`);
      return undefined;
    }
    if (!signedIn.account.roles.includes('administrator')) throw new Fault('forbidden');
    return signedIn;
  }

  async function form<Form extends { readonly csrf: string }>(
    request: Request,
    response: Response,
    schema: z.ZodType<Form>,
  ): Promise<{ readonly admin: SignedIn; readonly given: Form } | undefined> {
    const admin = await administrator(request, response);
    if (admin === undefined) return undefined;
    const given = checked(schema, await readForm(request), settingOf(request, response).language);
    if (!signIn.isOwnForm(admin, given.csrf)) throw new Fault('foreign-origin');
    return { admin, given };
  }

  async function showList(
    request: Request,
    response: Response,
    admin: SignedIn,
    view: AdminView = {},
  ): Promise<void> {
    const all = await accounts.list(admin.account.office);
    const page = accountsPage(settingOf(request, response), admin, all, skills, view);
    await show(request, response, page, view.problem === undefined ? 200 : 422);
  }

  async function showOne(
    request: Request,
    response: Response,
    admin: SignedIn,
    view: AdminView = {},
  ): Promise<void> {
    const account = await found(admin, String(request.params['id']));
    const page = accountPage(settingOf(request, response), admin, account, skills, view);
    await show(request, response, page, view.problem === undefined ? 200 : 422);
  }

  async function found(admin: SignedIn, id: string): Promise<AccountDetail> {
    const account = (await accounts.list(admin.account.office)).find((one) => one.id === id);
    if (account === undefined) throw new Fault('not-found');
    return account;
  }

  const wishOf = (
    given: Readonly<Record<string, unknown>> & { readonly name: string; readonly capacity: number },
  ) => ({
    name: given.name,
    capacity: given.capacity,
    skills: skills.map(({ id }) => id).filter((id) => given[`skill-${id}`] === '1'),
    roles: ROLES.filter((role) => given[`role-${role}`] === '1'),
  });

  const linkOf = (
    request: Request,
    text: string,
    name: string,
    { token, expiresAt }: Invitation,
  ): NonNullable<AdminView['link']> => ({
    text: fill(text, { name, until: localTime(new Date(expiresAt)) }),
    href: `${request.protocol}://${request.host}/loi-moi?ma=${encodeURIComponent(token)}`,
  });

  /** Shows the page again with what was wrong. */
  async function refused(
    error: unknown,
    request: Request,
    response: Response,
    admin: SignedIn,
    again: typeof showList,
  ): Promise<void> {
    if (!(error instanceof AccountRefused)) throw error;
    const { refusals } = ACCOUNT_WORDS[settingOf(request, response).language];
    await again(request, response, admin, { problem: refusals[error.refusal] });
  }

  router.get(LIST, async (request, response) => {
    const admin = await administrator(request, response);
    if (admin !== undefined) await showList(request, response, admin);
  });
  router.post(LIST, requireOwnOrigin, async (request, response) => {
    const asked = await form(request, response, forms.added);
    if (asked === undefined) return;
    const { admin, given } = asked;
    const { admin: words } = ACCOUNT_WORDS[settingOf(request, response).language];
    try {
      const { login } = given;
      const wish = { ...wishOf(given), login };
      const { account, invitation } = await accounts.create(admin, wish);
      const link = linkOf(request, words.created, account.name, invitation);
      await showList(request, response, admin, { link });
    } catch (error) {
      await refused(error, request, response, admin, showList);
    }
  });
  allowOnly(router, LIST, ['GET', 'HEAD', 'POST']);

  router.get(ONE, async (request, response) => {
    const admin = await administrator(request, response);
    if (admin !== undefined) await showOne(request, response, admin);
  });
  router.post(ONE, requireOwnOrigin, async (request, response) => {
    const asked = await form(request, response, forms.changed);
    if (asked === undefined) return;
    const { admin, given } = asked;
    const { admin: words } = ACCOUNT_WORDS[settingOf(request, response).language];
    try {
      const wish = { ...wishOf(given), state: given.state };
      await accounts.change(admin, String(request.params['id']), wish);
      await showOne(request, response, admin, { remark: words.saved });
    } catch (error) {
      await refused(error, request, response, admin, showOne);
    }
  });
  allowOnly(router, ONE, ['GET', 'HEAD', 'POST']);

  router.post(`${ONE}/lien-ket`, requireOwnOrigin, async (request, response) => {
    const asked = await form(request, response, csrfOnly);
    if (asked === undefined) return;
    const { admin } = asked;
    const { admin: words } = ACCOUNT_WORDS[settingOf(request, response).language];
    try {
      const account = await found(admin, String(request.params['id']));
      const invitation = await accounts.invite(admin, account.id);
      const link = linkOf(request, words.invited, account.name, invitation);
      await showOne(request, response, admin, { link });
    } catch (error) {
      await refused(error, request, response, admin, showOne);
    }
  });
  allowOnly(router, `${ONE}/lien-ket`, ['POST']);

  router.get(AUDIT, async (request, response) => {
    const admin = await administrator(request, response);
    if (admin === undefined) return;
    const before = request.query['truoc'];
    const { office } = admin.account;
    const [page, all] = await Promise.all([
      accounts.audit(office, {
        limit: AUDIT_PAGE,
        ...(typeof before === 'string' ? { before: before.slice(0, 200) } : {}),
      }),
      accounts.list(office),
    ]);
    const names = new Map(all.map(({ id, name }) => [id, name]));
    const nameOf = (id: string): string => names.get(id) ?? id;
    await show(request, response, auditPage(settingOf(request, response), page, nameOf), 200);
  });
  allowOnly(router, AUDIT, ['GET', 'HEAD']);
  return router;
}
