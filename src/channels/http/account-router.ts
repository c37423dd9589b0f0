import express from 'express';
import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import type { SignedIn } from '../../accounts/account.ts';
import { AccountRefused } from '../../accounts/accounts.ts';
import type { Accounts, SignInResult } from '../../accounts/accounts.ts';
import { codePage, invitationPage, ownAccountPage, signInPage } from './account-pages.ts';
import type { OwnDone } from './account-pages.ts';
import type { AccountSignIn } from './account-sign-in.ts';
import { ACCOUNT_WORDS } from './account-words.ts';
import type { AccountWords } from './account-words.ts';
import { allowOnly, limited } from './api-router.ts';
import { readForm } from './body.ts';
import { checked } from './check.ts';
import { send } from './compress.ts';
import { Fault } from './faults.ts';
import type { SettingOf } from './page-router.ts';
import type { RateLimit } from './rate-limit.ts';
import { localTime } from './transcript.ts';
import { requireOwnOrigin } from './visitor.ts';
import { fill } from './words.ts';

export interface AccountRouterParts {
  readonly accounts: Accounts;
  readonly signIn: AccountSignIn;
  readonly settingOf: SettingOf;
  /** Tries of one address; accounts have their own lock besides. */
  readonly rateLimit: RateLimit;
  readonly hasOidc: boolean;
}

const line = z.string().max(200);
const signInSchema = z.strictObject({ login: line, password: line, next: line.default('') });
const codeSchema = z.strictObject({ pending: line, code: line, next: line.default('') });
const acceptSchema = z.strictObject({
  token: line,
  password: line,
  again: line,
  login: line.optional(),
  name: line.optional(),
  username: line.optional(),
});
const passwordSchema = z.strictObject({ csrf: line, current: line, next: line, again: line });
const csrfOnly = z.strictObject({ csrf: line });

/** Where an officer goes after signing in: only pages of officers, never another site. */
export function nextPage(given: unknown): string {
  const isOwn =
    typeof given === 'string' && /^\/(?:ban-lam-viec|tai-khoan|quan-tri)(?:[/?]|$)/u.test(given);
  return isOwn && !given.includes('\\') && !given.includes('//') ? given : '/ban-lam-viec';
}

/** Signing in and out, choosing a password by a link, the own account. Pages work without script. */
export function createAccountRouter(parts: AccountRouterParts): Router {
  const { accounts, signIn, settingOf, rateLimit, hasOidc } = parts;
  const router = express.Router({ caseSensitive: true });
  const guarded = [requireOwnOrigin, limited(rateLimit)];

  const show = async (request: Request, response: Response, page: string, status = 200) => {
    response.status(status).setHeader('cache-control', 'no-store');
    // A one-time link must not leave in a referrer.
    response.setHeader('referrer-policy', 'same-origin');
    await send(request, response, 'text/html; charset=utf-8', page);
  };

  async function goOn(
    request: Request,
    response: Response,
    result: SignInResult,
    next: string,
    login: string,
  ): Promise<void> {
    const setting = settingOf(request, response);
    const { signIn: words } = ACCOUNT_WORDS[setting.language];
    switch (result.kind) {
      case 'signed-in':
        signIn.begin(request, response, result.session);
        response.redirect(303, next);
        return;
      case 'code-needed':
        await show(request, response, codePage(setting, { pending: result.pending, next }));
        return;
      default: {
        const problem =
          result.kind === 'locked'
            ? fill(words.locked, { until: localTime(new Date(result.until)) })
            : words.wrong;
        await show(request, response, signInPage(setting, { next, problem, login, hasOidc }), 401);
      }
    }
  }

  router.get('/dang-nhap', async (request, response) => {
    const next = nextPage(request.query['tiep']);
    if ((await signIn.signedIn(request)) !== undefined) {
      response.redirect(303, next);
      return;
    }
    const setting = settingOf(request, response);
    const { signIn: words } = ACCOUNT_WORDS[setting.language];
    const remark = request.query['xong'] === 'ra' ? words.signedOut : undefined;
    const problem = request.query['loi'] === 'co-quan' ? words.oidcFailed : undefined;
    await show(
      request,
      response,
      signInPage(setting, {
        next,
        hasOidc,
        ...(remark === undefined ? {} : { remark }),
        ...(problem === undefined ? {} : { problem }),
      }),
    );
  });
  router.post('/dang-nhap', ...guarded, async (request, response) => {
    const { language } = settingOf(request, response);
    const given = checked(signInSchema, await readForm(request), language);
    const result = await accounts.signIn(given.login, given.password);
    await goOn(request, response, result, nextPage(given.next), given.login);
  });
  allowOnly(router, '/dang-nhap', ['GET', 'HEAD', 'POST']);

  router.post('/dang-nhap/ma', ...guarded, async (request, response) => {
    const setting = settingOf(request, response);
    const { code: words } = ACCOUNT_WORDS[setting.language];
    const given = checked(codeSchema, await readForm(request), setting.language);
    const next = nextPage(given.next);
    const result = await accounts.confirmCode(given.pending, given.code.replace(/\s/gu, ''));
    if (result.kind === 'wrong') {
      const view = { pending: given.pending, next, problem: words.wrong };
      await show(request, response, codePage(setting, view), 401);
      return;
    }
    await goOn(request, response, result, next, '');
  });
  allowOnly(router, '/dang-nhap/ma', ['POST']);

  router.post('/dang-xuat', requireOwnOrigin, async (request, response) => {
    const signedIn = await signIn.signedIn(request);
    const { csrf } = checked(csrfOnly, await readForm(request), 'vi');
    if (signedIn !== undefined) {
      if (!signIn.isOwnForm(signedIn, csrf)) throw new Fault('foreign-origin');
      await accounts.signOut(signedIn.sessionId);
    }
    signIn.end(request, response);
    response.redirect(303, '/dang-nhap?xong=ra');
  });
  allowOnly(router, '/dang-xuat', ['POST']);

  router.get('/loi-moi', limited(rateLimit), async (request, response) => {
    const setting = settingOf(request, response);
    const given = request.query['ma'];
    const token = typeof given === 'string' ? given.slice(0, 200) : '';
    const invited = await accounts.invited(token);
    if (invited === undefined) {
      const { invitation: words } = ACCOUNT_WORDS[setting.language];
      const page = signInPage(setting, { next: nextPage(''), problem: words.over, hasOidc });
      await show(request, response, page, 404);
      return;
    }
    const { login } = invited;
    const view = { token, ...(login === undefined ? {} : { login }) };
    await show(request, response, invitationPage(setting, view));
  });
  router.post('/loi-moi', ...guarded, async (request, response) => {
    const setting = settingOf(request, response);
    const words = ACCOUNT_WORDS[setting.language];
    const form = checked(acceptSchema, await readForm(request), setting.language);
    const { token, password, again, login, name } = form;
    const invited = await accounts.invited(token);
    const refuse = (problem: string): Promise<void> => {
      const known = invited?.login;
      const view = { token, problem, ...(known === undefined ? {} : { login: known }) };
      return show(request, response, invitationPage(setting, view), 422);
    };
    if (password !== again) return refuse(words.invitation.different);
    try {
      const session = await accounts.accept(token, {
        password,
        ...(login === undefined ? {} : { login }),
        ...(name === undefined ? {} : { name }),
      });
      signIn.begin(request, response, session);
      response.redirect(303, '/tai-khoan');
    } catch (error) {
      if (!(error instanceof AccountRefused)) throw error;
      await refuse(words.refusals[error.refusal]);
    }
  });
  allowOnly(router, '/loi-moi', ['GET', 'HEAD', 'POST']);

  /** Whoever is signed in, or on the way to sign in. */
  async function self(request: Request, response: Response): Promise<SignedIn | undefined> {
    const signedIn = await signIn.signedIn(request);
    if (signedIn !== undefined && signedIn.csrfToken !== '') return signedIn;
    response.redirect(303, `/dang-nhap?tiep=${encodeURIComponent('/tai-khoan')}`);
    return undefined;
  }
  router.get('/tai-khoan', async (request, response) => {
    const signedIn = await self(request, response);
    if (signedIn === undefined) return;
    const asked = request.query['xong'];
    const done = (['changed', 'secondDone', 'secondGone'] as const).find((one) => one === asked);
    await showOwn(request, response, signedIn, done === undefined ? {} : { done });
  });
  allowOnly(router, '/tai-khoan', ['GET', 'HEAD']);

  async function showOwn(
    request: Request,
    response: Response,
    signedIn: SignedIn,
    view: Parameters<typeof ownAccountPage>[3],
    status = 200,
  ): Promise<void> {
    const detail = await accounts.own(signedIn.account.id);
    const page = ownAccountPage(settingOf(request, response), signedIn, detail, view);
    await show(request, response, page, status);
  }

  /** A form of the own account: done, or the page again with what was wrong. */
  function addForm<Form extends { readonly csrf: string }>(
    path: string,
    schema: z.ZodType<Form>,
    act: (
      signedIn: SignedIn,
      form: Form,
      words: AccountWords,
    ) => Promise<OwnDone | Parameters<typeof ownAccountPage>[3]>,
  ): void {
    router.post(path, ...guarded, async (request, response) => {
      const signedIn = await self(request, response);
      if (signedIn === undefined) return;
      const { language } = settingOf(request, response);
      const form = checked(schema, await readForm(request), language);
      if (!signIn.isOwnForm(signedIn, form.csrf)) throw new Fault('foreign-origin');
      try {
        const done = await act(signedIn, form, ACCOUNT_WORDS[language]);
        if (typeof done === 'string') response.redirect(303, `/tai-khoan?xong=${done}`);
        else
          await showOwn(request, response, signedIn, done, done.problem === undefined ? 200 : 422);
      } catch (error) {
        if (!(error instanceof AccountRefused)) throw error;
        const problem = ACCOUNT_WORDS[language].refusals[error.refusal];
        await showOwn(request, response, signedIn, { problem }, 422);
      }
    });
    allowOnly(router, path, ['POST']);
  }
  addForm(
    '/tai-khoan/mat-khau',
    passwordSchema,
    async (signedIn, { current, next, again }, words) => {
      if (next !== again) return { problem: words.invitation.different };
      await accounts.changePassword(signedIn, { current, next });
      return 'changed';
    },
  );
  addForm('/tai-khoan/hai-buoc', csrfOnly, async (signedIn) => ({
    secret: await accounts.beginSecondFactor(signedIn),
  }));
  const codeForm = z.strictObject({ csrf: line, code: line });
  addForm('/tai-khoan/hai-buoc/xac-nhan', codeForm, async (signedIn, { code }) => {
    await accounts.confirmSecondFactor(signedIn, code.replace(/\s/gu, ''));
    return 'secondDone';
  });
  const removeForm = z.strictObject({ csrf: line, password: line });
  addForm('/tai-khoan/hai-buoc/bo', removeForm, async (signedIn, { password }) => {
    await accounts.removeSecondFactor(signedIn, password);
    return 'secondGone';
  });
  return router;
}
