import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { startBrowser } from './browser.ts';
import { BIRTH, FIRE, VAGUE } from './scripted-means.ts';
import { openSite } from './site.ts';
import type { Site } from './site.ts';
import { DESKTOP, KIOSK, PHONE, ask, visit } from './visit.ts';

const { browser, reason } = await startBrowser();

/** Every kind of page, and what to do on it before looking. */
const PAGES: readonly { name: string; path: string; act?: (page: Page) => Promise<void> }[] = [
  { name: 'the empty chat', path: '/' },
  { name: 'the chat in English', path: '/?lang=en' },
  {
    name: 'the chat with answers',
    path: '/',
    act: async (page) => {
      await ask(page, BIRTH);
      await ask(page, VAGUE);
    },
  },
  { name: 'an emergency', path: '/', act: (page) => ask(page, FIRE) },
  {
    name: 'a question that waits',
    path: '/',
    act: async (page) => {
      await page.route('**/api/v1/**', (route) => route.abort());
      await page.locator('#hmc-text').fill(BIRTH);
      await page.locator('#hmc-text').press('Enter');
      await page.locator('.hmc-delivery button').waitFor();
    },
  },
  { name: 'a procedure', path: '/thu-tuc/1.001193' },
  { name: 'search', path: '/thu-tuc' },
  { name: 'search results', path: '/thu-tuc?q=khai+sinh' },
  { name: 'privacy', path: '/quyen-rieng-tu' },
  {
    name: 'privacy with a conversation',
    path: '/',
    act: async (page) => {
      await ask(page, BIRTH);
      await page.goto(new URL('/quyen-rieng-tu?xong=chua', page.url()).href);
    },
  },
  { name: 'how to embed the widget', path: '/nhung' },
  { name: 'the API', path: '/api' },
  { name: 'a page that is not there', path: '/khong-co' },
];
const SIZES = { phone: PHONE, desktop: DESKTOP, kiosk: KIOSK };
const SCHEMES = ['light', 'dark'] as const;

describe.skipIf(browser === null)(
  `every page for everybody${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    let site: Site;
    beforeAll(async () => {
      site = await openSite();
    });
    afterAll(async () => {
      await browser?.close();
      await site.close();
    });

    describe.each(PAGES)('$name', ({ path, act }) => {
      it('has no accessibility fault on phone, desktop and kiosk, by day and by night', async () => {
        const faults: string[] = [];
        const { page, context, errors } = await visit(browser!, site.url + path);
        await act?.(page);
        for (const [size, viewport] of Object.entries(SIZES)) {
          await page.setViewportSize(viewport);
          for (const colorScheme of SCHEMES) {
            await page.emulateMedia({ colorScheme });
            faults.push(
              ...(await violations(page)).map((fault) => `${size}, ${colorScheme}: ${fault}`),
            );
          }
        }
        expect(faults).toEqual([]);
        expect(errors).toEqual([]);
        await context.close();
      });

      it('needs no sideways scrolling at 320 pixels with letters twice as large', async () => {
        const { page, context } = await visit(browser!, site.url + path, {
          viewport: { width: 320, height: 640 },
        });
        await act?.(page);
        const overflow = () =>
          page.evaluate(() => {
            const wide = [...document.querySelectorAll('body *')].filter(
              (element) =>
                element.getBoundingClientRect().right > innerWidth + 1 &&
                element.closest('.hmc-table, pre, .hmc-hidden') === null,
            );
            return [
              ...(document.documentElement.scrollWidth > innerWidth
                ? [`page ${document.documentElement.scrollWidth}`]
                : []),
              ...wide.map((element) => element.outerHTML.slice(0, 120)),
            ];
          });
        expect(await overflow()).toEqual([]);
        await page.evaluate(() =>
          document.documentElement.style.setProperty('font-size', '250%', 'important'),
        );
        expect(await overflow()).toEqual([]);
        await context.close();
      });

      it('has nothing to press that is smaller than a thumb, and no small print', async () => {
        const { page, context } = await visit(browser!, site.url + path);
        await act?.(page);
        const found = await page.evaluate(() => {
          const visible = (element: Element): boolean =>
            element.checkVisibility() &&
            element.closest('.hmc-hidden') === null &&
            element.getClientRects().length > 0;
          const pressed = [
            ...document.querySelectorAll(
              'button, textarea, input:not([type="hidden"]), select, .hmc-nav a, .hmc-button',
            ),
          ]
            .filter((element) => visible(element) && element.getBoundingClientRect().height < 48)
            .map((element) => element.outerHTML.slice(0, 120));
          const small = [...document.querySelectorAll('main *')]
            .filter(
              (element) =>
                visible(element) &&
                [...element.childNodes].some(
                  (node) => node.nodeType === 3 && node.textContent?.trim(),
                ) &&
                Number.parseFloat(getComputedStyle(element).fontSize) < 17.5,
            )
            .map((element) => element.outerHTML.slice(0, 120));
          return { pressed, small };
        });
        expect(found).toEqual({ pressed: [], small: [] });
        await context.close();
      });
    });

    it('keeps the focused element out from under the bar', async () => {
      const { page, context } = await visit(browser!, site.url);
      await ask(page, BIRTH);
      await page.locator('.hmc-full a').first().focus();
      const [link, bar] = await Promise.all([
        page.locator('.hmc-full a').first().boundingBox(),
        page.locator('.hmc-bar').boundingBox(),
      ]);
      expect((link?.y ?? 0) + (link?.height ?? 0)).toBeLessThanOrEqual(bar?.y ?? 0);
      await context.close();
    });

    it('frees the screen of the bar where there is little height', async () => {
      const { page, context } = await visit(browser!, site.url, {
        viewport: { width: 640, height: 320 },
      });
      expect(await page.locator('.hmc-bar').evaluate((bar) => getComputedStyle(bar).position)).toBe(
        'static',
      );
      await context.close();
    });
  },
);
