import type { KnowledgeState } from '../../answering/means.ts';
import { formatDate, formatNumber } from '../../procedure/wording.ts';
import type { Assets } from './assets.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { WORDS, fill } from './words.ts';
import type { Language, Words } from './words.ts';

/** What every page is made with. */
export interface PageSetting {
  readonly language: Language;
  /** Path and query of the page asked for. */
  readonly address: string;
  readonly assets: Assets;
  readonly knowledge: KnowledgeState;
  readonly office: { readonly name?: string | undefined; readonly hotline?: string | undefined };
}

export function wordsOf(setting: PageSetting): Words {
  return WORDS[setting.language];
}

/** The whole page around its main part. */
export function layout(setting: PageSetting, title: string, main: Html): string {
  const { language, assets } = setting;
  const { site, chat } = wordsOf(setting);
  const heading = title === '' ? site.name : `${title} – ${site.name}`;
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${heading}</title>
        <meta name="description" content="${site.description}" />
        <link rel="icon" href="data:," />
        ${assets.styles.map((href) => html`<link rel="stylesheet" href="${href}" />`)}
        ${assets.script === null ? null : html`<script type="module" src="${assets.script}"></script>`}
      </head>
      <body class="hmc-page">
        <a class="hmc-skip" href="#hmc-main">${site.skip}</a>
        <header class="hmc-header">
          <div class="hmc-header-inner">
            <a class="hmc-brand" href="/"
              ><span class="hmc-brand-mark" aria-hidden="true"></span>
              <span class="hmc-brand-name">${site.name}</span></a
            >
            ${navigation(setting)}
            <div
              class="hmc-tools"
              data-text-size="${chat.textSize}"
              data-smaller="${chat.smaller}"
              data-normal="${chat.normal}"
              data-larger="${chat.larger}"
            ></div>
          </div>
        </header>
        <main id="hmc-main" class="hmc-main" tabindex="-1">${main}</main>
        ${footer(setting)}
      </body>
    </html> `.markup;
}

function navigation(setting: PageSetting): Html {
  const { site } = wordsOf(setting);
  const path = setting.address.split('?')[0] ?? '';
  const link = (href: string, text: string): Html =>
    html`<a href="${href}" ${path === href ? html` aria-current="page"` : null}>${text}</a>`;
  return html`<nav class="hmc-nav" aria-label="${site.navLabel}">
    ${link('/', site.chat)} ${link('/thu-tuc', site.search)}
    <a
      href="${inLanguage(setting.address, site.otherLanguageCode)}"
      lang="${site.otherLanguageCode}"
      hreflang="${site.otherLanguageCode}"
      >${site.otherLanguage}</a
    >
  </nav>`;
}

function footer(setting: PageSetting): Html {
  const { site } = wordsOf(setting);
  const { knowledge, office } = setting;
  return html`<footer class="hmc-footer">
    <p>
      ${fill(site.footer, { date: formatDate(knowledge.dataDate), count: formatNumber(knowledge.procedures) })}
    </p>
    ${office.name === undefined ? null : html`<p>${fill(site.office, { name: office.name })}</p>`}
    ${office.hotline === undefined ? null : html`<p>${fill(site.hotline, { hotline: office.hotline })}</p>`}
    <p class="hmc-footer-links">
      <a href="/quyen-rieng-tu">${site.privacy}</a> <a href="/nhung">${site.embed}</a>
      <a href="/api">${site.api}</a>
    </p>
  </footer>`;
}

/** The same page in another language. */
function inLanguage(address: string, language: string): string {
  const url = new URL(address, 'http://localhost');
  url.searchParams.set('lang', language);
  return `${url.pathname}${url.search}`;
}
