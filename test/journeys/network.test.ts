import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from './browser.ts';
import { openSite } from './site.ts';
import type { Site } from './site.ts';
import { answer, visit } from './visit.ts';

const { browser, reason } = await startBrowser();
const MESSAGES = '**/api/v1/conversations/*/messages';

describe.skipIf(browser === null)(
  `the chat page on a bad network${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    let site: Site;
    beforeAll(async () => {
      site = await openSite();
    });
    afterAll(async () => {
      await browser?.close();
      await site.close();
    });

    async function openAndType(text: string) {
      const opened = await visit(browser!, site.url);
      await opened.page.locator('#hmc-text').fill(text);
      return { ...opened, press: () => opened.page.locator('#hmc-text').press('Enter') };
    }

    it('keeps a question while offline and sends it once when the network is back', async () => {
      const { page, context, press } = await openAndType('lệ phí hộ chiếu');
      await context.setOffline(true);
      await press();
      await page.locator('[data-delivery="offline"]').waitFor();
      expect(await page.locator('.hmc-said').innerText()).toBe('lệ phí hộ chiếu');
      await context.setOffline(false);
      await answer(page).waitFor();
      expect(await page.locator('.hmc-delivery').count()).toBe(0);
      await page.reload();
      await answer(page).waitFor();
      expect(await page.locator('.hmc-said').count()).toBe(1);
    });

    it('loses nothing when the page is reloaded before the question could leave', async () => {
      const { page, press } = await openAndType('lệ phí hộ chiếu');
      await page.route('**/api/v1/**', (route) => route.abort());
      await press();
      await page.locator('[data-delivery="failed"]').waitFor();
      await page.unroute('**/api/v1/**');
      await page.reload();
      await answer(page).waitFor();
      expect(await page.locator('.hmc-said').allInnerTexts()).toEqual(['lệ phí hộ chiếu']);
    });

    it('makes one turn of a question whose answer was lost on the way', async () => {
      const { page, sent, press } = await openAndType('lệ phí hộ chiếu');
      let lost = 0;
      await page.route(MESSAGES, async (route) => {
        if (route.request().method() !== 'POST' || lost > 0) return route.continue();
        lost += 1;
        // The server gets it; its answer never reaches the page.
        await route.fetch();
        return route.abort();
      });
      await press();
      // It comes by the events, or the message is sent again under its own id.
      await answer(page).waitFor();
      expect(lost).toBe(1);
      expect(new Set(sent.map((message) => message.clientMessageId)).size).toBe(1);
      expect(await page.locator('.hmc-turn').count()).toBe(2);
      await page.reload();
      await answer(page).waitFor();
      expect(await page.locator('.hmc-turn').count()).toBe(2);
    });

    it('waits as long as a busy server asks', async () => {
      const { page, sent, press } = await openAndType('lệ phí hộ chiếu');
      let refused = 0;
      await page.route(MESSAGES, (route) => {
        refused += 1;
        return refused > 1
          ? route.continue()
          : route.fulfill({
              status: 429,
              headers: { 'retry-after': '1' },
              json: { error: { code: 'busy' } },
            });
      });
      await press();
      await page.locator('[data-delivery="busy"]').waitFor();
      await answer(page).waitFor();
      expect(sent).toHaveLength(2);
    });

    it('says that it is looking, then that the network is slow, and lets typing go on', async () => {
      const { page, press } = await openAndType('lệ phí hộ chiếu');
      let free = (): void => {};
      await page.route(MESSAGES, async (route) => {
        await new Promise<void>((resolve) => (free = resolve));
        return route.continue();
      });
      await press();
      await page.locator('[data-delivery="sending"]').waitFor();
      await page.locator('#hmc-text').fill('còn thời hạn');
      await page.locator('[data-delivery="slow"]').waitFor();
      expect(await page.locator('#hmc-text').inputValue()).toBe('còn thời hạn');
      free();
      await answer(page).waitFor();
    });

    it('goes on in a new conversation when the server has forgotten the old one', async () => {
      const { page, press } = await openAndType('lệ phí hộ chiếu');
      await press();
      await answer(page).waitFor();
      let forgotten = 0;
      await page.route(MESSAGES, (route) => {
        forgotten += 1;
        return forgotten > 1
          ? route.continue()
          : route.fulfill({ status: 404, json: { error: { code: 'unknown-conversation' } } });
      });
      await page.locator('#hmc-text').fill('đăng ký tạm trú mất mấy ngày');
      await press();
      await page.locator('.hmc-turn-assistant').nth(1).waitFor();
      expect(await page.locator('.hmc-said').count()).toBe(2);
    });
  },
);
