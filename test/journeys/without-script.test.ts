import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from './browser.ts';
import { BIRTH, VAGUE } from './scripted-means.ts';
import { openSite } from './site.ts';
import type { Site } from './site.ts';
import { answer, visit } from './visit.ts';

const { browser, reason } = await startBrowser();

describe.skipIf(browser === null)(
  `the pages without script${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    let site: Site;
    const open = (path = '/') => visit(browser!, site.url + path, { javaScriptEnabled: false });
    beforeAll(async () => {
      site = await openSite();
    });
    afterAll(async () => {
      await browser?.close();
      await site.close();
    });

    it('answer a typed question as a plain form', async () => {
      const { page } = await open();
      await page.locator('[name="text"]').and(page.locator('textarea, input')).fill(BIRTH);
      await page.locator('.hmc-send').click();
      expect(await page.locator('.hmc-said').innerText()).toBe(BIRTH);
      expect(await answer(page).locator('.hmc-section-title').first().innerText()).toBe(
        'Giấy tờ cần có',
      );
      expect(await answer(page).locator('.hmc-source').innerText()).toContain('1.001193');
    });

    it('answer a suggestion, then a facet button, in one conversation', async () => {
      const { page } = await open();
      await page.locator('.hmc-suggestion').first().click();
      await page.locator('.hmc-chip.hmc-facet-fee').click();
      expect(await page.locator('.hmc-turn-assistant').count()).toBe(2);
      expect(await answer(page).locator('.hmc-section-title').first().innerText()).toBe('Lệ phí');
    });

    it('answer the choice that is pressed', async () => {
      const { page } = await open();
      await page.locator('textarea[name="text"]').fill(VAGUE);
      await page.locator('.hmc-send').click();
      await page.locator('button.hmc-option').first().click();
      expect(await answer(page).locator('.hmc-source').innerText()).toContain('1.001193');
    });

    it('pass to a person', async () => {
      const { page } = await open();
      await page.locator('.hmc-person').click();
      expect(await answer(page).getAttribute('data-outcome')).toBe('handed-off');
    });

    it('show what was asked as text', async () => {
      const { page } = await open();
      const evil = '<img src=x onerror=alert(1)> làm hộ chiếu';
      await page.locator('textarea[name="text"]').fill(evil);
      await page.locator('.hmc-send').click();
      expect(await page.locator('.hmc-said').innerText()).toBe(evil);
    });

    it('show nothing that only script can do', async () => {
      const { page } = await open('/thu-tuc/1.001193');
      expect(await page.locator('button.hmc-print:visible, .hmc-text-size:visible').count()).toBe(
        0,
      );
      expect(await page.locator('h1').innerText()).toContain('khai sinh');
    });
  },
);
