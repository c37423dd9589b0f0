import express from 'express';
import type { Router } from 'express';
import en from '../../../knowledge/console.en.json' with { type: 'json' };
import vi from '../../../knowledge/console.vi.json' with { type: 'json' };
import workEn from '../../../knowledge/console-work.en.json' with { type: 'json' };
import workVi from '../../../knowledge/console-work.vi.json' with { type: 'json' };
import type { SkillNames } from './account-admin-pages.ts';
import type { AccountSignIn } from './account-sign-in.ts';
import { allowOnly } from './api-router.ts';
import type { Assets } from './assets.ts';
import { send } from './compress.ts';
import { html, island } from './html.ts';
import { pageLanguage } from './visitor.ts';
import { WORDS } from './words.ts';
import type { Language } from './words.ts';

export interface ConsoleRouterParts {
  readonly signIn: Pick<AccountSignIn, 'signedIn'>;
  readonly assets: Pick<Assets, 'console'>;
  readonly skills: SkillNames;
}

const HOME = '/ban-lam-viec';
const TEXTS = { vi, en };
const WORK = { vi: workVi, en: workEn };

/** The shell of the officers' console; the script does the rest. Whoever is not signed in goes there first. */
export function createConsoleRouter(parts: ConsoleRouterParts): Router {
  const { signIn, assets, skills } = parts;
  const router = express.Router({ caseSensitive: true });
  for (const path of [HOME, `${HOME}/*rest`]) {
    router.get(path, async (request, response) => {
      if ((await signIn.signedIn(request)) === undefined) {
        response.redirect(303, `/dang-nhap?tiep=${encodeURIComponent(request.originalUrl)}`);
        return;
      }
      response.setHeader('cache-control', 'no-store');
      const page = shell(pageLanguage(request, response), assets, skills);
      await send(request, response, 'text/html; charset=utf-8', page);
    });
    allowOnly(router, path, ['GET', 'HEAD']);
  }
  return router;
}

function shell(
  language: Language,
  { console: built }: Pick<Assets, 'console'>,
  skills: SkillNames,
): string {
  const texts = TEXTS[language];
  const state = {
    language,
    texts,
    work: WORK[language],
    facets: WORDS[language].chat.facets,
    skills: skills.map((skill) => ({ id: skill.id, name: skill[language] })),
  };
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${texts.title}</title>
        <link rel="icon" href="data:," />
        ${built.styles.map((href) => html`<link rel="stylesheet" href="${href}" />`)}
        ${built.script === null ? null : html`<script type="module" src="${built.script}"></script>`}
      </head>
      <body class="hmc-console-page">
        <hmc-console><noscript>${texts.noScript}</noscript></hmc-console>
        ${island('hmc-console', state)}
      </body>
    </html> `.markup;
}
