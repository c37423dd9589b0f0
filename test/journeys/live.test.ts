import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from './browser.ts';
import { BIRTH } from './scripted-means.ts';
import { openSite } from './site.ts';
import type { Site } from './site.ts';
import { answer, ask, visit } from './visit.ts';

const { browser, reason } = await startBrowser();
const OFFICER = {
  role: 'officer',
  text: 'Dạ, cán bộ đây ạ.',
  at: '2026-11-20T01:00:00.000Z',
} as const;

describe.skipIf(browser === null)(
  `a conversation that lasts${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    let site: Site;
    const open = (path = '/', options = {}) => visit(browser!, site.url + path, options);
    beforeAll(async () => {
      site = await openSite();
    });
    afterAll(async () => {
      await browser?.close();
      await site.close();
    });

    /** Which conversation the newest answer on the page is of. */
    const idOf = async (page: Awaited<ReturnType<typeof open>>['page']) =>
      ((await page.locator('.hmc-tool-transcript').getAttribute('href')) ?? '').split('/').at(-2) ??
      '';

    it('is the same in two tabs, each question and answer once', async () => {
      const { page, context, errors } = await open();
      await ask(page, BIRTH);
      const other = await context.newPage();
      await other.goto(site.url);
      await other.locator('.hmc-turn-assistant').waitFor();
      await ask(other, 'lệ phí hộ chiếu');
      await page.locator('.hmc-turn-assistant').nth(1).waitFor();
      await ask(page, 'lệ phí khai sinh');
      await other.locator('.hmc-turn-assistant').nth(2).waitFor();
      const said = [BIRTH, 'lệ phí hộ chiếu', 'lệ phí khai sinh'];
      for (const tab of [page, other]) {
        expect(await tab.locator('.hmc-said').allInnerTexts()).toEqual(said);
        expect(await tab.locator('.hmc-turn').count()).toBe(6);
      }
      expect(errors).toEqual([]);
      await context.close();
    });

    it('brings what an officer writes in another process', async () => {
      const { page, context } = await open();
      await ask(page, BIRTH);
      await site.store.append(await idOf(page), [OFFICER]);
      await page.locator('.hmc-turn-officer').waitFor();
      expect(await page.locator('.hmc-turn-officer').innerText()).toContain(OFFICER.text);
      await context.close();
    });

    it('brings it by asking, too, where events do not get through', async () => {
      const { page, context } = await open();
      await page.route('**/events*', (route) => route.fulfill({ status: 429, body: '{}' }));
      await ask(page, BIRTH);
      await site.store.append(await idOf(page), [OFFICER]);
      await page.locator('.hmc-turn-officer').waitFor();
      await context.close();
    });

    it('brings what was said while the network was away, once', async () => {
      const { page, context } = await open();
      await ask(page, BIRTH);
      const id = await idOf(page);
      await context.setOffline(true);
      await page.locator('.hmc-offline').waitFor();
      await site.store.append(id, [OFFICER]);
      await context.setOffline(false);
      await page.locator('.hmc-turn-officer').waitFor();
      await page.waitForTimeout(500);
      expect(await page.locator('.hmc-turn-officer').count()).toBe(1);
      await context.close();
    });

    it('goes on after the browser was closed', async () => {
      const { page, context } = await open();
      await ask(page, BIRTH);
      const kept = await context.storageState();
      await context.close();
      const later = await open('/', { storageState: kept });
      await answer(later.page).waitFor();
      expect(await later.page.locator('.hmc-said').innerText()).toBe(BIRTH);
      await later.context.close();
    });

    it('can be downloaded', async () => {
      const { page, context } = await open();
      await ask(page, BIRTH);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('.hmc-tool-transcript').click(),
      ]);
      expect(download.suggestedFilename()).toMatch(/^hoi-mot-cua-\d{4}-\d\d-\d\d\.txt$/u);
      await context.close();
    });

    it('is exported and erased from the privacy page, in every tab', async () => {
      const { page, context } = await open();
      await ask(page, BIRTH);
      const rights = await context.newPage();
      await page.locator('.hmc-data-notice a').evaluate((link: HTMLAnchorElement) => link.href);
      await rights.goto(`${site.url}/quyen-rieng-tu`);
      const [download] = await Promise.all([
        rights.waitForEvent('download'),
        rights.getByRole('button', { name: 'Tải dữ liệu của tôi' }).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(/\.json$/u);
      const erase = rights.getByRole('button', { name: 'Xóa cuộc trò chuyện này' });
      await erase.click();
      // The browser itself asks for the tick first.
      expect(await rights.locator('input:invalid').count()).toBe(1);
      await rights.getByLabel('Tôi hiểu và muốn xóa').check();
      await erase.click();
      await rights.getByText('Dạ, đã xóa hẳn cuộc trò chuyện.').waitFor();
      await page.reload();
      await page.locator('.hmc-suggestion').first().waitFor();
      expect(await page.locator('.hmc-turn').count()).toBe(0);
      await context.close();
    });
  },
);
