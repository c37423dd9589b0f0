import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from './browser.ts';
import { BIRTH, FIRE, VAGUE } from './scripted-means.ts';
import { openSite } from './site.ts';
import type { Site } from './site.ts';
import { KIOSK, answer, ask, visit } from './visit.ts';

const { browser, reason } = await startBrowser();

describe.skipIf(browser === null)(
  `the chat page in a browser${reason ? ` (skipped: ${reason})` : ''}`,
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

    it('answers a typed question, keeps the focus in the field and empties it', async () => {
      const { page, errors } = await open();
      await ask(page, BIRTH);
      expect(await answer(page).locator('.hmc-section-title').first().innerText()).toBe(
        'Giấy tờ cần có',
      );
      expect(await answer(page).locator('.hmc-list li').count()).toBeGreaterThan(3);
      expect(await answer(page).locator('.hmc-source').innerText()).toContain('1.001193');
      expect(await page.locator('#hmc-text').inputValue()).toBe('');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('hmc-text');
      expect(errors).toEqual([]);
    });

    it('begins a long answer at its question, in sight', async () => {
      const { page } = await open();
      await ask(page, BIRTH);
      const question = await page.locator('.hmc-turn-citizen').last().boundingBox();
      expect(question?.y).toBeGreaterThanOrEqual(0);
      expect(question?.y).toBeLessThan(100);
    });

    it('answers a suggested question by one press', async () => {
      const { page } = await open();
      const first = page.locator('.hmc-suggestion').first();
      const text = (await first.innerText()).trim();
      await first.click();
      await answer(page).waitFor();
      expect((await page.locator('.hmc-said').innerText()).trim()).toBe(text);
      expect(await page.locator('.hmc-suggestion').count()).toBe(0);
      // The pressed button is gone: the keyboard goes on from the question, not from the page's start.
      expect(await page.evaluate(() => document.activeElement?.className)).toContain(
        'hmc-turn-citizen',
      );
    });

    it('goes on about the same procedure by a facet button', async () => {
      const { page } = await open();
      await ask(page, BIRTH);
      await page.locator('.hmc-chip.hmc-facet-fee').click();
      await page.locator('.hmc-turn-assistant').nth(1).waitFor();
      expect(await answer(page).locator('.hmc-section-title').allInnerTexts()).toContain('Lệ phí');
      expect(await answer(page).locator('.hmc-source').innerText()).toContain('1.001193');
    });

    it('offers choices as numbered buttons and answers the one pressed', async () => {
      const { page } = await open();
      await ask(page, VAGUE);
      const options = answer(page).locator('button.hmc-option');
      expect(await options.count()).toBeGreaterThan(1);
      expect(await options.first().locator('.hmc-number').innerText()).toBe('1');
      await options.first().click();
      await page.locator('.hmc-turn-assistant').nth(1).waitFor();
      expect(await answer(page).getAttribute('data-outcome')).toBe('answered');
      // Choices of the past are no buttons any more.
      expect(await page.locator('button.hmc-option').count()).toBe(0);
    });

    it('shows the conversation again after a reload and goes on with it', async () => {
      const { page, errors } = await open();
      await ask(page, BIRTH);
      await page.reload();
      await page.locator('.hmc-turn-assistant').waitFor();
      expect(await page.locator('.hmc-turn').count()).toBe(2);
      await ask(page, 'lệ phí bao nhiêu');
      expect(await answer(page).locator('.hmc-source').innerText()).toContain('1.001193');
      expect(errors).toEqual([]);
    });

    it('keeps what was typed but not sent over a reload', async () => {
      const { page } = await open();
      await page.locator('#hmc-text').fill('đăng ký tạm');
      await page.reload();
      await page.waitForFunction(
        () => document.querySelector<HTMLTextAreaElement>('#hmc-text')?.value === 'đăng ký tạm',
      );
    });

    it('sends once however often send is pressed', async () => {
      const { page, sent } = await open();
      await page.locator('#hmc-text').fill(BIRTH);
      await page.locator('.hmc-send').dblclick();
      await answer(page).waitFor();
      await page.locator('.hmc-chip.hmc-facet-fee').dblclick();
      await page.locator('.hmc-turn-assistant').nth(1).waitFor();
      await page.waitForTimeout(300);
      expect(sent).toHaveLength(2);
    });

    it('asks about a procedure from its page, in the conversation of this tab', async () => {
      const { page } = await open();
      await ask(page, VAGUE);
      await page.goto(`${site.url}/thu-tuc/1.001193`);
      await page.locator('button[name="chosenCode"]').click();
      await page.locator('.hmc-turn-assistant').nth(1).waitFor();
      expect(await page.locator('.hmc-said').allInnerTexts()).toEqual([
        VAGUE,
        'Thủ tục đăng ký khai sinh',
      ]);
      expect(await answer(page).locator('.hmc-source').innerText()).toContain('1.001193');
    });

    it('takes no for an answer by one press', async () => {
      const { page, sent } = await open();
      await ask(page, VAGUE);
      await page.getByRole('button', { name: 'Không phải việc này' }).click();
      await page.locator('.hmc-turn-assistant').nth(1).waitFor();
      expect(sent.at(-1)?.text).toBe('không phải');
    });

    it('always has the way to a person', async () => {
      const { page } = await open();
      await ask(page, BIRTH);
      const person = page.locator('.hmc-person');
      const box = await person.boundingBox();
      expect(box && box.y + box.height).toBeLessThanOrEqual(640);
      await person.click();
      await page.locator('.hmc-turn-assistant').nth(1).waitFor();
      expect(await answer(page).getAttribute('data-outcome')).toBe('handed-off');
    });

    it('gives emergency numbers to press', async () => {
      const { page } = await open();
      await ask(page, FIRE);
      expect(await answer(page).locator('a.hmc-call').first().getAttribute('href')).toBe('tel:114');
    });

    it('can be used with the keyboard alone', async () => {
      const { page } = await open();
      const seen: string[] = [];
      for (let presses = 0; presses < 25; presses += 1) {
        await page.keyboard.press('Tab');
        seen.push(
          await page.evaluate(
            () => document.activeElement?.className || document.activeElement?.id || '',
          ),
        );
        if (seen[presses] === 'hmc-text') break;
      }
      expect(seen[0]).toBe('hmc-skip');
      expect(seen).toContain('hmc-suggestion');
      await page.keyboard.type('đăng ký tạm trú mất mấy ngày');
      await page.keyboard.press('Shift+Enter');
      await page.keyboard.type('ở Huế');
      await page.keyboard.press('Enter');
      await answer(page).waitFor();
      expect(await page.locator('.hmc-said').innerText()).toBe(
        'đăng ký tạm trú mất mấy ngày\nở Huế',
      );
      await page.keyboard.press('Shift+Tab');
      expect(await page.evaluate(() => document.activeElement?.className)).toMatch(
        /hmc-(?:tool|chip)/u,
      );
    });

    it('stops a question that is too long with a friendly word, and keeps it', async () => {
      const { page, sent } = await open();
      const long = 'a'.repeat(2001);
      await page.locator('#hmc-text').fill(long);
      await page.locator('#hmc-text').press('Enter');
      expect(await page.locator('.hmc-length').innerText()).toContain('2.000');
      expect(await page.locator('#hmc-text').inputValue()).toHaveLength(2001);
      expect(sent).toEqual([]);
      await page.locator('#hmc-text').fill('a'.repeat(1990));
      expect(await page.locator('.hmc-length').innerText()).toContain('10');
    });

    it('sends nothing for an empty question', async () => {
      const { page, sent } = await open();
      await page.locator('#hmc-text').fill('  \n ');
      await page.locator('.hmc-send').click();
      await page.waitForTimeout(200);
      expect(sent).toEqual([]);
      expect(await page.locator('.hmc-turn').count()).toBe(0);
    });

    it('shows markup as text, after a reload too', async () => {
      const { page, errors } = await open();
      const evil =
        '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> làm hộ chiếu';
      await ask(page, evil);
      expect(await page.locator('.hmc-said').innerText()).toBe(evil);
      await page.reload();
      await page.locator('.hmc-turn-assistant').waitFor();
      expect(await page.locator('.hmc-said').innerText()).toBe(evil);
      expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
      expect(await page.locator('.hmc-turn img, .hmc-turn script').count()).toBe(0);
      expect(errors).toEqual([]);
    });

    it('starts again after asking, and stays empty after a reload', async () => {
      const { page } = await open();
      await ask(page, BIRTH);
      page.on('dialog', (dialog) => void dialog.accept());
      await page.locator('.hmc-restart').click();
      await page.locator('.hmc-suggestion').first().waitFor();
      expect(await page.locator('.hmc-turn').count()).toBe(0);
      await page.reload();
      await page.locator('.hmc-suggestion').first().waitFor();
      expect(await page.locator('.hmc-turn').count()).toBe(0);
    });

    it('remembers the text size, on every page', async () => {
      const { page } = await open('/', { viewport: KIOSK });
      const size = () =>
        page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
      const usual = await size();
      await page.getByRole('button', { name: 'Chữ to hơn' }).click();
      const large = await size();
      expect(large).toBeGreaterThan(usual * 1.1);
      await page.reload();
      expect(await size()).toBe(large);
      await page.getByRole('button', { name: 'Chữ vừa' }).click();
      expect(await size()).toBe(usual);
    });

    it('tells a screen reader the answer once, without the buttons around it', async () => {
      const { page } = await open();
      await page.locator('.hmc-log').waitFor();
      await page.evaluate(() => {
        const log = document.querySelector('[role="log"]');
        const added: string[] = [];
        Object.assign(window, { added });
        new MutationObserver((changes) => {
          for (const change of changes) {
            for (const node of change.addedNodes)
              if (node.textContent?.trim()) added.push(node.textContent);
          }
        }).observe(log!, { childList: true, subtree: true });
      });
      await ask(page, 'lệ phí chứng thực bản sao');
      const added = await page.evaluate(() =>
        (window as unknown as { added: string[] }).added.join('\n'),
      );
      expect(added.split('Nguồn:')).toHaveLength(2);
      expect(added).not.toContain('Chép lại');
      expect(await page.locator('[role="log"]').getAttribute('aria-live')).toBe('polite');
    });

    it('reads the answer aloud where the machine has a Vietnamese voice, and only there', async () => {
      const silent = await open();
      await ask(silent.page, BIRTH);
      expect(await silent.page.locator('.hmc-tool-listen').count()).toBe(0);

      const { page } = await visit(browser!, site.url, {}, () => {
        const said: string[] = [];
        Object.assign(window, { said });
        Object.defineProperty(window, 'speechSynthesis', {
          value: {
            getVoices: () => [{ lang: 'vi-VN' }],
            speak: (utterance: { text: string }) => said.push(utterance.text),
            cancel: () => {},
          },
        });
        Object.assign(window, {
          SpeechSynthesisUtterance: class {
            readonly text: string;
            constructor(text: string) {
              this.text = text;
            }
          },
        });
      });
      await ask(page, BIRTH);
      await page.locator('.hmc-tool-listen').click();
      const said = await page.evaluate(() => (window as unknown as { said: string[] }).said);
      expect(said[0]).toContain('khai sinh');
      expect(said).toContain('Giấy tờ cần có');
      expect(said.join(' ')).not.toContain('https://');
      expect(await page.locator('.hmc-tool-listen').getAttribute('aria-pressed')).toBe('true');
      await page.locator('.hmc-tool-listen').click();
      expect(await page.locator('.hmc-tool-listen').getAttribute('aria-pressed')).toBe('false');
    });

    it('copies the answer with its source', async () => {
      const { page, context } = await open();
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      await ask(page, BIRTH);
      await page.locator('.hmc-tool-copy').click();
      await page.locator('.hmc-remark').waitFor();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
        'Nguồn: thủ tục 1.001193',
      );
    });

    it('prints the newest answer alone, papers with boxes to tick', async () => {
      const { page } = await open();
      await ask(page, 'lệ phí hộ chiếu');
      await ask(page, BIRTH);
      await page.evaluate(() => {
        window.print = () => {};
      });
      await page.locator('.hmc-tool-print').click();
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.hmc-turn:visible').count()).toBe(1);
      expect(await page.locator('.hmc-bar').isVisible()).toBe(false);
      const box = await answer(page)
        .locator('.hmc-list li')
        .first()
        .evaluate((item) => getComputedStyle(item, '::before').borderTopWidth);
      expect(Number.parseFloat(box)).toBeGreaterThan(0);
    });
  },
);
