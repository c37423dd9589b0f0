import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMeans } from '../../src/open-means.ts';
import { startBrowser } from './browser.ts';
import { openSite } from './site.ts';
import type { Site } from './site.ts';
import { answer, ask, visit } from './visit.ts';

const { browser, reason } = await startBrowser();

describe.skipIf(browser === null)(
  `the whole product in a browser${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    let site: Site;
    beforeAll(async () => {
      site = await openSite(await openMeans());
    });
    afterAll(async () => {
      await browser?.close();
      await site.close();
    });

    it('answers the question of the README from the record and shows its page', async () => {
      const { page, errors } = await visit(browser!, site.url);
      await ask(page, 'làm giấy khai sinh cho con cần giấy tờ gì');
      expect(await answer(page).getAttribute('data-outcome')).toBe('answered');
      expect(await answer(page).locator('.hmc-list').first().innerText()).toContain(
        'Giấy chứng sinh',
      );
      expect(await answer(page).locator('.hmc-source').innerText()).toMatch(
        /1\.001193.*Quyết định .*dữ liệu ngày/u,
      );
      await page.locator('.hmc-chip.hmc-facet-fee').click();
      await page.locator('.hmc-turn-assistant').nth(1).waitFor();
      expect(await answer(page).innerText()).toContain('Lệ phí');
      await answer(page).locator('.hmc-full a').click();
      expect(await page.locator('h1').innerText()).toBe('Thủ tục đăng ký khai sinh');
      expect(await page.locator('.hmc-papers li').count()).toBeGreaterThan(3);
      expect(errors).toEqual([]);
    });

    it('answers every suggested question', async () => {
      const { page } = await visit(browser!, site.url);
      const questions = await page.locator('.hmc-suggestion').allInnerTexts();
      expect(questions.length).toBeGreaterThan(2);
      for (const question of questions) {
        await ask(page, question.trim());
        expect(await answer(page).getAttribute('data-outcome'), question).toBe('answered');
      }
    });
  },
);
