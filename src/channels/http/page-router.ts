import express from 'express';
import type { Request, Response, Router } from 'express';
import type { Assistant } from '../../assistant.ts';
import { allowOnly, limited } from './api-router.ts';
import { apiPage } from './api-page.ts';
import { send } from './compress.ts';
import { embedPage } from './embed-page.ts';
import { Fault } from './faults.ts';
import type { PageSetting } from './layout.ts';
import { procedurePage } from './procedure-page.ts';
import type { RateLimit } from './rate-limit.ts';
import { ROUTES } from './routes.ts';
import { searchPage } from './search-page.ts';
import { pageLanguage } from './visitor.ts';

export type SettingOf = (request: Request, response: Response) => PageSetting;

/** What the pages of this server are made with, for a request. */
export function createSettingOf(
  parts: Pick<PageSetting, 'assets' | 'knowledge' | 'office'>,
): SettingOf {
  const { assets, knowledge, office } = parts;
  return (request, response) => ({
    language: pageLanguage(request, response),
    address: request.originalUrl,
    assets,
    knowledge,
    office,
  });
}

/** Results of the search page. */
const RESULTS = 20;

/** The pages of reading; all of them work without script. */
export function createPageRouter(
  assistant: Assistant,
  rateLimit: RateLimit,
  settingOf: SettingOf,
): Router {
  const router = express.Router({ caseSensitive: true });
  const show = (request: Request, response: Response, page: string): Promise<void> =>
    send(request, response, 'text/html; charset=utf-8', page);
  const siteOf = (request: Request): string => `${request.protocol}://${request.host}`;

  const limit = limited(rateLimit);
  router.get('/thu-tuc', async (request, response) => {
    const given = request.query['q'];
    const query = typeof given === 'string' ? given.trim().slice(0, 500) : '';
    if (query !== '') await limit(request, response, () => {});
    const found = query === '' ? null : assistant.search(query, RESULTS);
    await show(request, response, searchPage(settingOf(request, response), query, found));
  });
  allowOnly(router, '/thu-tuc', ['GET', 'HEAD']);

  router.get('/thu-tuc/:code', async (request, response) => {
    const procedure = assistant.procedure(request.params.code);
    if (procedure === undefined) throw new Fault('procedure-not-found');
    await show(
      request,
      response,
      procedurePage(settingOf(request, response), procedure, assistant.guide(procedure.code)),
    );
  });
  allowOnly(router, '/thu-tuc/:code', ['GET', 'HEAD']);

  router.get('/api', async (request, response) => {
    const setting = settingOf(request, response);
    const question = assistant.greeting('vi').suggestions[0] ?? '';
    await show(request, response, apiPage(setting, ROUTES, siteOf(request), question));
  });
  allowOnly(router, '/api', ['GET', 'HEAD']);

  router.get('/nhung', async (request, response) => {
    await show(request, response, embedPage(settingOf(request, response), siteOf(request)));
  });
  allowOnly(router, '/nhung', ['GET', 'HEAD']);
  return router;
}
