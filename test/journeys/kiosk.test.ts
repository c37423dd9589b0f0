import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { startBrowser } from './browser.ts';
import { BIRTH } from './scripted-means.ts';
import { openSite } from './site.ts';
import type { Site } from './site.ts';
import { KIOSK, ask, visit } from './visit.ts';

const { browser, reason } = await startBrowser();

describe.skipIf(browser === null)(
  `a kiosk in an office${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    let site: Site;
    beforeAll(async () => {
      site = await openSite();
    });
    afterAll(async () => {
      await browser?.close();
      await site.close();
    });

    it('asks whether somebody is there, and begins anew for the next citizen', async () => {
      const { page, context, errors } = await visit(browser!, `${site.url}/?channel=kiosk`, {
        viewport: KIOSK,
      });
      await page.clock.install();
      await page.reload();
      await ask(page, BIRTH);
      await page.clock.fastForward(121_000);
      const dialog = page.getByRole('alertdialog');
      await dialog.waitFor();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Tôi vẫn ở đây' }).click();
      expect(await dialog.count()).toBe(0);
      expect(await page.locator('.hmc-turn').count()).toBe(2);

      await page.clock.fastForward(121_000);
      await dialog.waitFor();
      for (let second = 0; second < 31; second += 1) await page.clock.fastForward(1000);
      await page.locator('.hmc-suggestion').first().waitFor();
      expect(await page.locator('.hmc-turn').count()).toBe(0);
      // What the browser kept of it is gone, too.
      await page.reload();
      expect(await page.locator('.hmc-turn').count()).toBe(0);
      expect(errors).toEqual([]);
      await context.close();
    });

    it('a browser at home is never asked', async () => {
      const { page, context } = await visit(browser!, site.url);
      await page.clock.install();
      await page.reload();
      await ask(page, BIRTH);
      await page.clock.fastForward(3_600_000);
      expect(await page.getByRole('alertdialog').count()).toBe(0);
      await context.close();
    });
  },
);
