import { ROLES } from '../../accounts/account.ts';
import type { AuditEntry, SignedIn } from '../../accounts/account.ts';
import type { AccountDetail } from '../../accounts/accounts.ts';
import { csrfField, field } from './account-pages.ts';
import { ACCOUNT_WORDS } from './account-words.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { layout } from './layout.ts';
import type { PageSetting } from './layout.ts';
import { localTime } from './transcript.ts';
import { fill } from './words.ts';

/** Skills an account may have, by their stable words. */
export type SkillNames = readonly {
  readonly id: string;
  readonly vi: string;
  readonly en: string;
}[];

export interface AdminView {
  readonly problem?: string;
  readonly remark?: string;
  /** A link that was just made, shown this once. */
  readonly link?: { readonly text: string; readonly href: string };
}

const told = ({ problem, remark, link }: AdminView): Html =>
  html`<div role="alert">
      ${problem === undefined ? null : html`<p class="hmc-notice hmc-problem">${problem}</p>`}
    </div>
    ${remark === undefined ? null : html`<p class="hmc-notice" role="status">${remark}</p>`}
    ${
      link === undefined
        ? null
        : html`<div class="hmc-notice" role="status">
            <p>${link.text}</p>
            <p><code class="hmc-link-shown">${link.href}</code></p>
          </div>`
    }`;

/** All accounts of the office, and the form for another. */
export function accountsPage(
  setting: PageSetting,
  signedIn: SignedIn,
  accounts: readonly AccountDetail[],
  skills: SkillNames,
  view: AdminView,
): string {
  const texts = ACCOUNT_WORDS[setting.language];
  const { admin: words, roles } = texts;
  return layout(
    setting,
    words.title,
    html`<div class="hmc-document">
      <h1>${words.title}</h1>
      <p><a href="/quan-tri/nhat-ky">${words.audit}</a></p>
      ${told(view)}
      <h2 id="danh-sach">${words.list}</h2>
      <div class="hmc-table" tabindex="0" role="region" aria-labelledby="danh-sach">
        <table>
          <thead>
            <tr>
              <th scope="col">${words.name}</th>
              <th scope="col">${words.login}</th>
              <th scope="col">${words.roles}</th>
              <th scope="col">${words.state}</th>
              <th scope="col">${words.edit}</th>
            </tr>
          </thead>
          <tbody>
            ${accounts.map(
              (account) =>
                html`<tr>
                  <th scope="row">${account.name}</th>
                  <td>${account.login}</td>
                  <td>${account.roles.map((role) => roles[role]).join(', ')}</td>
                  <td>${stateOf(account, setting)}</td>
                  <td>
                    <a
                      href="/quan-tri/tai-khoan/${encodeURIComponent(account.id)}"
                      aria-label="${words.edit} ${account.name}"
                      >${words.edit}</a
                    >
                  </td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <h2 id="them">${words.add}</h2>
      <form class="hmc-form-page" method="post" action="/quan-tri/tai-khoan">
        ${csrfField(signedIn)} ${field('login', words.login, { help: texts.invitation.loginHelp })}
        ${fieldsOf(setting, { name: '', roles: ['operator'], skills: [], capacity: 4 }, skills)}
        <button class="hmc-button">${words.add}</button>
      </form>
    </div>`,
  );
}

function stateOf(account: AccountDetail, setting: PageSetting): string {
  const { admin: words } = ACCOUNT_WORDS[setting.language];
  return [
    words.states[account.state],
    ...(account.hasPassword ? [] : [words.noPassword]),
    ...(account.hasSecondFactor ? [words.second] : []),
    ...(account.lockedUntil === undefined
      ? []
      : [fill(words.locked, { until: localTime(new Date(account.lockedUntil)) })]),
  ].join(', ');
}

/** One account, to change it or to give it a new link. */
export function accountPage(
  setting: PageSetting,
  signedIn: SignedIn,
  account: AccountDetail,
  skills: SkillNames,
  view: AdminView,
): string {
  const { admin: words } = ACCOUNT_WORDS[setting.language];
  const path = `/quan-tri/tai-khoan/${encodeURIComponent(account.id)}`;
  return layout(
    setting,
    account.name,
    html`<div class="hmc-document hmc-form-page">
      <p><a href="/quan-tri/tai-khoan">${words.back}</a></p>
      <h1>${account.name}</h1>
      <p>${account.login}: ${stateOf(account, setting)}</p>
      ${told(view)}
      <form method="post" action="${path}">
        ${csrfField(signedIn)} ${fieldsOf(setting, account, skills)}
        <fieldset>
          <legend>${words.state}</legend>
          ${(['active', 'disabled'] as const).map(
            (state) =>
              html`<label class="hmc-check"
                ><input
                  type="radio"
                  name="state"
                  value="${state}"
                  ${account.state === state ? html` checked` : null}
                />
                ${words.states[state]}</label
              >`,
          )}
        </fieldset>
        <button class="hmc-button">${words.save}</button>
      </form>
      <form method="post" action="${path}/lien-ket">
        ${csrfField(signedIn)} <button class="hmc-button">${words.invite}</button>
      </form>
    </div>`,
  );
}

function fieldsOf(
  { language }: PageSetting,
  account: Pick<AccountDetail, 'name' | 'roles' | 'skills' | 'capacity'>,
  skills: SkillNames,
): Html {
  const { admin: words, roles } = ACCOUNT_WORDS[language];
  return html`${field('name', words.name, { value: account.name })}
    <fieldset>
      <legend>${words.roles}</legend>
      ${ROLES.map(
        (role) =>
          html`<label class="hmc-check"
            ><input
              type="checkbox"
              name="role-${role}"
              value="1"
              ${account.roles.includes(role) ? html` checked` : null}
            />
            ${roles[role]}</label
          >`,
      )}
    </fieldset>
    <fieldset>
      <legend>${words.skills}</legend>
      <p class="hmc-quiet">${words.skillsHelp}</p>
      ${skills.map(
        (skill) =>
          html`<label class="hmc-check"
            ><input
              type="checkbox"
              name="skill-${skill.id}"
              value="1"
              ${account.skills.includes(skill.id) ? html` checked` : null}
            />
            ${skill[language]}</label
          >`,
      )}
    </fieldset>
    ${field('capacity', words.capacity, { type: 'number', value: String(account.capacity) })}`;
}

/** Who did what, newest first. */
export function auditPage(
  setting: PageSetting,
  page: { readonly entries: readonly AuditEntry[]; readonly next?: string },
  nameOf: (accountId: string) => string,
): string {
  const { audit: words } = ACCOUNT_WORDS[setting.language];
  const actions: Readonly<Record<string, string>> = words.actions;
  return layout(
    setting,
    words.title,
    html`<div class="hmc-document">
      <h1 id="nhat-ky">${words.title}</h1>
      <p>${words.intro}</p>
      ${
        page.entries.length === 0
          ? html`<p>${words.empty}</p>`
          : html`<div class="hmc-table" tabindex="0" role="region" aria-labelledby="nhat-ky">
              <table>
                <thead>
                  <tr>
                    <th scope="col">${words.at}</th>
                    <th scope="col">${words.who}</th>
                    <th scope="col">${words.what}</th>
                    <th scope="col">${words.subject}</th>
                  </tr>
                </thead>
                <tbody>
                  ${page.entries.map(
                    (entry) =>
                      html`<tr>
                        <td>${localTime(new Date(entry.at))}</td>
                        <td>
                          ${entry.accountId === null ? words.nobody : nameOf(entry.accountId)}
                        </td>
                        <td>${actions[entry.action] ?? entry.action}</td>
                        <td>${entry.subject === undefined ? '' : nameOf(entry.subject)}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
      }
      ${page.next === undefined ? null : html`<p><a href="/quan-tri/nhat-ky?truoc=${encodeURIComponent(page.next)}">${words.next}</a></p>`}
    </div>`,
  );
}
