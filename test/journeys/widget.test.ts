import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { startBrowser } from './browser.ts';
import { openCommuneSite } from './commune-site.ts';
import type { CommuneSite } from './commune-site.ts';
import { BIRTH } from './scripted-means.ts';
import { openSite } from './site.ts';
import type { Site } from './site.ts';
import { DESKTOP, KIOSK, PHONE, answer, ask, visit } from './visit.ts';

const { browser, reason } = await startBrowser();
const MESSAGES = '**/api/v1/conversations/*/messages';
const OFFICER = { role: 'officer', at: '2026-11-20T01:00:00.000Z' } as const;

describe.skipIf(browser === null)(
  `the widget on another site${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    let site: Site;
    let commune: CommuneSite;
    beforeAll(async () => {
      site = await openSite();
      commune = await openCommuneSite(site.url);
    });
    afterAll(async () => {
      await browser?.close();
      await commune.close();
      await site.close();
    });

    async function open(attributes = '', options: object = { viewport: DESKTOP }) {
      const visited = await visit(browser!, commune.page(attributes), options);
      await visited.page.locator('.hmc-launcher:visible, .hmc-window:visible').waitFor();
      return visited;
    }
    async function opened(attributes = '', options: object = { viewport: DESKTOP }) {
      const visited = await open(attributes, options);
      await visited.page.locator('.hmc-launcher').click();
      await visited.page.locator('.hmc-suggestion').first().waitFor();
      return visited;
    }

    it('answers, whatever that page’s style and policy, and leaves that page as it was', async () => {
      const { page, context, errors } = await opened();
      await ask(page, BIRTH);
      expect(await answer(page).locator('.hmc-section-title').first().innerText()).toBe(
        'Giấy tờ cần có',
      );
      const look = await page.locator('.hmc-send').evaluate((button) => {
        const { backgroundColor, textTransform, letterSpacing, fontSize } =
          getComputedStyle(button);
        return { backgroundColor, textTransform, letterSpacing, fontSize };
      });
      expect(look).toEqual({
        backgroundColor: 'rgb(18, 60, 115)',
        textTransform: 'none',
        letterSpacing: 'normal',
        fontSize: '18px',
      });
      expect(
        await page
          .locator('h1')
          .first()
          .evaluate((heading) => getComputedStyle(heading).color),
      ).toBe('rgb(0, 128, 0)');
      expect(errors).toEqual([]);
      // Nothing is kept but in that tab's own storage.
      expect(await context.cookies()).toEqual([]);
      await context.close();
    });

    it('links to the pages of its own server, in another tab', async () => {
      const { page, context } = await opened();
      await ask(page, BIRTH);
      for (const link of await page.locator('hmc-widget-chat a').all()) {
        const href = (await link.getAttribute('href')) ?? '';
        expect(href).toMatch(/^https?:/u);
        if (href.startsWith(site.url) && !href.endsWith('/transcript'))
          expect(await link.getAttribute('target')).toBe('_blank');
      }
      await context.close();
    });

    it.each([
      ['#ffcc00', 'rgb(255, 204, 0)', 'rgb(0, 0, 0)'],
      ['#7A1', 'rgb(119, 170, 17)', 'rgb(0, 0, 0)'],
      ['#5b2c83', 'rgb(91, 44, 131)', 'rgb(255, 255, 255)'],
      ['red; color: red', 'rgb(18, 60, 115)', 'rgb(255, 255, 255)'],
    ])('is coloured as asked, with letters that can be read: %s', async (asked, ground, ink) => {
      const { page, context } = await open(
        `data-colour="${asked}" data-title="Hỏi xã Thử" data-position="left"`,
      );
      const launcher = page.locator('.hmc-launcher');
      const look = await launcher.evaluate((button) => {
        const { backgroundColor, color } = getComputedStyle(button);
        return [backgroundColor, color];
      });
      expect(look).toEqual([ground, ink]);
      expect((await launcher.boundingBox())?.x).toBeLessThan(30);
      expect(await launcher.textContent()).toContain('Hỏi xã Thử');
      await context.close();
    });

    it('speaks the language of the page or the one asked for, and may stand open', async () => {
      const { page, context } = await open('data-lang="en" data-open="true"');
      await page.locator('.hmc-window').waitFor();
      expect(await page.locator('.hmc-send').innerText()).toBe('Send');
      // It opened by itself: the keyboard stays where the reader is.
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
      await context.close();
      const phone = await open('data-open="true"', { viewport: PHONE });
      expect(await phone.page.locator('.hmc-window').isVisible()).toBe(false);
      await phone.context.close();
    });

    it('opens, is used and closes by the keyboard alone, and gives the focus back', async () => {
      const { page, context } = await open();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      const focused = () =>
        page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className ?? '');
      await page.waitForFunction(
        () => document.activeElement?.shadowRoot?.activeElement?.id === 'hmc-text',
      );
      await page.keyboard.type(BIRTH);
      await page.keyboard.press('Enter');
      await answer(page).waitFor();
      await page.keyboard.press('Escape');
      expect(await page.locator('.hmc-window').isVisible()).toBe(false);
      expect(await focused()).toBe('hmc-launcher');
      await context.close();
    });

    it('is the whole screen of a phone, and keeps the keyboard and the scrolling inside', async () => {
      const { page, context } = await opened('', { viewport: PHONE });
      expect(await page.locator('.hmc-window').boundingBox()).toEqual({ x: 0, y: 0, ...PHONE });
      expect(await page.locator('.hmc-window').getAttribute('aria-modal')).toBe('true');
      const inside: boolean[] = [];
      for (let presses = 0; presses < 15; presses += 1) {
        await page.keyboard.press(presses < 8 ? 'Tab' : 'Shift+Tab');
        inside.push(
          await page.evaluate(
            () => document.activeElement?.shadowRoot?.activeElement?.closest('.hmc-window') != null,
          ),
        );
      }
      expect(inside).not.toContain(false);
      await page.mouse.wheel(0, 500);
      expect(await page.evaluate(() => scrollY)).toBe(0);
      await page.locator('.hmc-close').click();
      expect(await page.evaluate(() => document.documentElement.style.overflow)).toBe('');
      await context.close();
    });

    it('keeps what was asked while offline, says so, and sends it once the network is back', async () => {
      const { page, context, sent } = await opened();
      await ask(page, BIRTH);
      await context.setOffline(true);
      await page.locator('.hmc-offline').waitFor();
      await page.locator('#hmc-text').fill('lệ phí hộ chiếu');
      await page.locator('#hmc-text').press('Enter');
      await page.locator('[data-delivery="offline"]').waitFor();
      await page.locator('.hmc-close').click();
      await context.setOffline(false);
      // The answer comes into the closed window, and its button tells of it.
      await page.locator('.hmc-badge').waitFor();
      expect(await page.locator('.hmc-badge').innerText()).toBe('1');
      await page.locator('.hmc-launcher').click();
      expect(await page.locator('.hmc-said').allInnerTexts()).toEqual([BIRTH, 'lệ phí hộ chiếu']);
      expect(await page.locator('.hmc-turn').count()).toBe(4);
      expect(await page.locator('.hmc-offline').count()).toBe(0);
      expect(new Set(sent.map((message) => message.clientMessageId)).size).toBe(2);
      await context.close();
    });

    it('loses nothing when the reader goes to another page before the question could leave', async () => {
      const { page, context, sent } = await opened();
      await ask(page, BIRTH);
      await page.route(MESSAGES, (route) => route.abort());
      await page.locator('#hmc-text').fill('lệ phí hộ chiếu');
      await page.locator('#hmc-text').press('Enter');
      await page.locator('[data-delivery="failed"]').waitFor();
      await page.unroute(MESSAGES);
      await page.goto(commune.page('', '/tin-tuc'));
      await page.locator('.hmc-turn-assistant').nth(1).waitFor();
      expect(await page.locator('.hmc-said').allInnerTexts()).toEqual([BIRTH, 'lệ phí hộ chiếu']);
      const ids = sent.map((message) => message.clientMessageId);
      expect(new Set(ids).size).toBe(2);
      expect(ids.length).toBeGreaterThan(2);
      await context.close();
    });

    it('counts an officer’s words while it is closed, over a change of page too', async () => {
      const { page, context } = await opened();
      await ask(page, BIRTH);
      await page.locator('.hmc-close').click();
      const id = await page.evaluate(
        () => JSON.parse(sessionStorage.getItem('hmc-widget-session') ?? '{}').conversationId,
      );
      await site.store.append(String(id), [{ ...OFFICER, text: 'Dạ, cán bộ đây ạ.' }]);
      await page.locator('.hmc-badge').waitFor();
      expect(await page.locator('[role="status"]').first().textContent()).toContain(
        '1 câu trả lời',
      );
      await page.goto(commune.page('', '/tin-tuc'));
      await page.locator('.hmc-badge').waitFor();
      expect(await page.locator('.hmc-badge').innerText()).toBe('1');
      await page.locator('.hmc-launcher').click();
      expect(await page.locator('.hmc-turn-officer').innerText()).toContain('cán bộ đây');
      await page.locator('.hmc-close').click();
      expect(await page.locator('.hmc-badge').count()).toBe(0);
      await context.close();
    });

    it('hands out the transcript and erases the conversation, on the server too', async () => {
      const { page, context, sent } = await opened();
      await ask(page, BIRTH);
      const link = page.locator('.hmc-tool-transcript');
      const conversation = ((await link.getAttribute('href')) ?? '').replace('/transcript', '');
      const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
      expect(download.suggestedFilename()).toMatch(/^hoi-mot-cua-\d{4}-\d\d-\d\d\.txt$/u);
      page.on('dialog', (dialog) => void dialog.accept());
      await page.locator('.hmc-tool-erase').click();
      await page.locator('.hmc-suggestion').first().waitFor();
      expect((await fetch(`${conversation}/messages`)).status).toBe(404);
      await ask(page, 'lệ phí hộ chiếu');
      expect(sent).toHaveLength(2);
      await context.close();
    });

    it('has no accessibility fault on any screen, by day and by night, closed and open', async () => {
      const faults: string[] = [];
      const { page, context } = await open('data-colour="#ffcc00"');
      const look = async (name: string) => {
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          const found = await violations(page, 'hmc-widget');
          faults.push(...found.map((fault) => `${name}, ${colorScheme}: ${fault}`));
        }
      };
      await look('closed');
      await page.locator('.hmc-launcher').click();
      await page.locator('.hmc-suggestion').first().waitFor();
      await look('open');
      await ask(page, BIRTH);
      // 640 × 400 is the desktop at 200 % zoom.
      for (const viewport of [PHONE, DESKTOP, KIOSK, { width: 640, height: 400 }]) {
        await page.setViewportSize(viewport);
        await look(`${viewport.width} × ${viewport.height}`);
        const wide = await page.evaluate(() => {
          const root = document.querySelector('hmc-widget')?.shadowRoot;
          return [...(root?.querySelectorAll('.hmc-window *') ?? [])]
            .filter(
              (element) =>
                element.closest('.hmc-hidden, .hmc-title') === null &&
                element.getBoundingClientRect().right > innerWidth + 1,
            )
            .map((element) => element.outerHTML.slice(0, 100));
        });
        faults.push(...wide.map((html) => `${viewport.width} wide: ${html}`));
      }
      expect(faults).toEqual([]);
      await context.close();
    });

    it('has nothing to press that is smaller than a thumb', async () => {
      const { page, context } = await opened('', { viewport: PHONE });
      await ask(page, BIRTH);
      const small = await page.evaluate(() => {
        const root = document.querySelector('hmc-widget')?.shadowRoot;
        return [...(root?.querySelectorAll('button, textarea, a.hmc-tool, .hmc-full a') ?? [])]
          .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 48)
          .map((one) => one.outerHTML.slice(0, 100));
      });
      expect(small).toEqual([]);
      await context.close();
    });

    it('shows itself on the page that says how to embed it, beside the tag to copy', async () => {
      const { page, context, errors } = await visit(browser!, `${site.url}/nhung`, {
        viewport: DESKTOP,
      });
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.locator('.hmc-launcher').click();
      await ask(page, BIRTH);
      await page.locator('.hmc-close').click();
      await page.locator('.hmc-copy').click();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied).toBe(
        `<script src="${site.url}/widget.js" data-title="Hỏi Một Cửa" async></script>`,
      );
      expect(errors).toEqual([]);
      await context.close();
    });
  },
);
