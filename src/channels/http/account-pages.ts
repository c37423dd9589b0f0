import type { SignedIn } from '../../accounts/account.ts';
import type { AccountDetail } from '../../accounts/accounts.ts';
import { ACCOUNT_WORDS } from './account-words.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { layout } from './layout.ts';
import type { PageSetting } from './layout.ts';
import { localTime } from './transcript.ts';
import { fill } from './words.ts';

/** A labelled field; `help` is read with it. */
export function field(
  name: string,
  label: string,
  options: {
    readonly type?: string;
    readonly value?: string;
    readonly help?: string;
    readonly autocomplete?: string;
    readonly inputmode?: string;
    readonly required?: boolean;
    readonly form?: string;
  } = {},
): Html {
  const { type = 'text', value = '', help, autocomplete = 'off', required = true } = options;
  const id = `hmc-${options.form ?? 'f'}-${name}`;
  return html`<p class="hmc-field">
    <label for="${id}">${label}</label>
    <input
      id="${id}"
      name="${name}"
      type="${type}"
      value="${value}"
      autocomplete="${autocomplete}"
      ${options.inputmode === undefined ? null : html` inputmode="${options.inputmode}"`}
      ${help === undefined ? null : html` aria-describedby="${id}-help"`}
      ${required ? html` required` : null}
      maxlength="200"
      autocapitalize="none"
      spellcheck="false"
    />
    ${help === undefined ? null : html`<span id="${id}-help" class="hmc-quiet">${help}</span>`}
  </p>`;
}

export const csrfField = (signedIn: SignedIn): Html =>
  html`<input type="hidden" name="csrf" value="${signedIn.csrfToken}" />`;

const problemOf = (problem: string | undefined): Html =>
  html`<div role="alert">
    ${problem === undefined ? null : html`<p class="hmc-notice hmc-problem">${problem}</p>`}
  </div>`;

export function signInPage(
  setting: PageSetting,
  view: {
    readonly next: string;
    readonly problem?: string;
    readonly remark?: string;
    readonly login?: string;
    readonly hasOidc: boolean;
  },
): string {
  const { signIn: words } = ACCOUNT_WORDS[setting.language];
  const { next, problem, remark, login = '', hasOidc } = view;
  return layout(
    setting,
    words.title,
    html`<div class="hmc-document hmc-form-page">
      <h1>${words.title}</h1>
      <p>${words.intro}</p>
      ${remark === undefined ? null : html`<p class="hmc-notice" role="status">${remark}</p>`}
      ${problemOf(problem)}
      <form method="post" action="/dang-nhap">
        <input type="hidden" name="next" value="${next}" />
        ${field('login', words.login, { value: login, autocomplete: 'username' })}
        ${field('password', words.password, { type: 'password', autocomplete: 'current-password' })}
        <button class="hmc-button">${words.do}</button>
      </form>
      ${hasOidc ? html`<p><a class="hmc-button" href="/dang-nhap/co-quan?tiep=${encodeURIComponent(next)}">${words.oidc}</a></p>` : null}
    </div>`,
  );
}

export function codePage(
  setting: PageSetting,
  view: { readonly pending: string; readonly next: string; readonly problem?: string },
): string {
  const { code: words } = ACCOUNT_WORDS[setting.language];
  return layout(
    setting,
    words.title,
    html`<div class="hmc-document hmc-form-page">
      <h1>${words.title}</h1>
      <p>${words.intro}</p>
      ${problemOf(view.problem)}
      <form method="post" action="/dang-nhap/ma">
        <input type="hidden" name="next" value="${view.next}" />
        <input type="hidden" name="pending" value="${view.pending}" />
        ${field('code', words.label, { autocomplete: 'one-time-code', inputmode: 'numeric' })}
        <button class="hmc-button">${words.do}</button>
      </form>
    </div>`,
  );
}

export function invitationPage(
  setting: PageSetting,
  view: {
    readonly token: string;
    /** Undefined: the first administrator, who chooses one. */
    readonly login?: string;
    readonly problem?: string;
  },
): string {
  const { invitation: words } = ACCOUNT_WORDS[setting.language];
  const isFirst = view.login === undefined;
  const title = isFirst ? words.titleFirst : words.title;
  return layout(
    setting,
    title,
    html`<div class="hmc-document hmc-form-page">
      <h1>${title}</h1>
      <p>${isFirst ? words.introFirst : fill(words.for, { login: view.login ?? '' })}</p>
      ${problemOf(view.problem)}
      <form method="post" action="/loi-moi">
        <input type="hidden" name="token" value="${view.token}" />
        ${
          isFirst
            ? html`${field('login', words.login, { help: words.loginHelp, autocomplete: 'username' })}
              ${field('name', words.name, { autocomplete: 'name' })}`
            : html`<input
                type="hidden"
                name="username"
                value="${view.login ?? ''}"
                autocomplete="username"
              />`
        }
        ${field('password', words.password, { type: 'password', help: words.passwordHelp, autocomplete: 'new-password' })}
        ${field('again', words.again, { type: 'password', autocomplete: 'new-password' })}
        <button class="hmc-button">${words.do}</button>
      </form>
    </div>`,
  );
}

export type OwnDone = 'changed' | 'secondDone' | 'secondGone';

export function ownAccountPage(
  setting: PageSetting,
  signedIn: SignedIn,
  detail: AccountDetail,
  view: {
    readonly done?: OwnDone;
    readonly problem?: string;
    readonly secret?: { readonly secret: string; readonly uri: string };
  },
): string {
  const texts = ACCOUNT_WORDS[setting.language];
  const { own: words, roles, admin } = texts;
  const { done, problem, secret } = view;
  const csrf = csrfField(signedIn);
  const second = secret
    ? html`<p>${words.secondAdd}</p>
        <p>${words.secret}: <code>${secret.secret.replace(/(.{4})(?=.)/gu, '$1 ')}</code></p>
        <p><a href="${secret.uri}">${words.uri}</a></p>
        <form method="post" action="/tai-khoan/hai-buoc/xac-nhan">
          ${csrf}
          ${field('code', texts.code.label, { autocomplete: 'one-time-code', inputmode: 'numeric' })}
          <button class="hmc-button">${words.secondConfirm}</button>
        </form>`
    : detail.hasSecondFactor
      ? html`<p>${words.secondOn}</p>
          <form method="post" action="/tai-khoan/hai-buoc/bo">
            ${csrf}
            ${field('password', words.current, { type: 'password', autocomplete: 'current-password', form: 'second' })}
            <button class="hmc-button">${words.secondRemove}</button>
          </form>`
      : html`<p>${words.secondOff}</p>
          <form method="post" action="/tai-khoan/hai-buoc">
            ${csrf} <button class="hmc-button">${words.secondBegin}</button>
          </form>`;
  return layout(
    setting,
    words.title,
    html`<div class="hmc-document hmc-form-page">
      <h1>${words.title}</h1>
      <p><strong>${detail.name}</strong> (${detail.login})</p>
      ${done === undefined ? null : html`<p class="hmc-notice" role="status">${words[done]}</p>`}
      ${problemOf(problem)}
      <dl class="hmc-facts">
        <dt>${words.roles}</dt>
        <dd>${detail.roles.map((role) => roles[role]).join(', ')}</dd>
        <dt>${words.office}</dt>
        <dd>${detail.office}</dd>
        ${
          detail.lastSignInAt === undefined
            ? null
            : html`<dt>${words.lastSignIn}</dt>
                <dd>${localTime(new Date(detail.lastSignInAt))}</dd>`
        }
      </dl>
      <p>
        <a class="hmc-button" href="/ban-lam-viec">${words.console}</a>
        ${detail.roles.includes('administrator') ? html`<a class="hmc-button" href="/quan-tri/tai-khoan">${admin.title}</a>` : null}
      </p>
      <h2 id="mat-khau">${words.password}</h2>
      <form method="post" action="/tai-khoan/mat-khau">
        ${csrf}
        ${field('current', words.current, { type: 'password', autocomplete: 'current-password' })}
        ${field('next', words.next, { type: 'password', help: texts.invitation.passwordHelp, autocomplete: 'new-password' })}
        ${field('again', texts.invitation.again, { type: 'password', autocomplete: 'new-password' })}
        <button class="hmc-button">${words.change}</button>
      </form>
      <h2 id="hai-buoc">${words.second}</h2>
      ${second}
      <form method="post" action="/dang-xuat">
        ${csrf} <button class="hmc-button">${words.signOut}</button>
      </form>
    </div>`,
  );
}
