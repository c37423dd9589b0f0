import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../src/log.ts';
import { openConfiguredModel } from '../../src/models/open-configured-model.ts';
import { openMeans } from '../../src/open-means.ts';
import { startFakeModel } from '../fakes/fake-model.ts';
import type { FakeModel } from '../fakes/fake-model.ts';
import { startBrowser } from './browser.ts';
import { openSite } from './site.ts';
import type { Site } from './site.ts';
import { answer, visit } from './visit.ts';

const { browser, reason } = await startBrowser();
const QUESTION = 'làm giấy khai sinh cho con hết bao nhiêu tiền';

describe.skipIf(browser === null)(
  `a language model beside the product${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    let fake: FakeModel;
    let site: Site;
    let folder: string;
    beforeAll(async () => {
      fake = await startFakeModel();
      folder = mkdtempSync(join(tmpdir(), 'hmc-model-'));
      const { model } = openConfiguredModel(
        {
          baseUrl: fake.url,
          apiKey: undefined,
          name: 'fake',
          timeoutMs: 5000,
          concurrency: 4,
          dailyTokens: 0,
          prices: { in: 0, out: 0 },
          embedding: undefined,
          off: undefined,
        },
        { varDir: folder, log: createLog('silent'), mask: (text) => text },
      );
      site = await openSite(await openMeans({ model }));
    });
    afterAll(async () => {
      await browser?.close();
      await site.close();
      await fake.close();
      rmSync(folder, { recursive: true, force: true });
    });

    /** Uses every mark the prompt asks for. */
    const obliging = (prompt: string): string => {
      const marks = /Dùng đủ các dấu: ([^.]*)\./u.exec(prompt)?.[1]?.split(' ') ?? [];
      return `Dạ, xin chúc mừng gia đình mình. Lệ phí là ${marks.join(' và ')} ạ.`;
    };
    async function type(page: Awaited<ReturnType<typeof visit>>['page'], text: string) {
      await page.locator('#hmc-text').fill(text);
      await page.locator('#hmc-text').press('Enter');
    }
    const settled = 'div.hmc-turn-assistant:not(.hmc-turn-writing)';

    it('shows each sentence once it is verified, and then the whole answer', async () => {
      fake.answer = obliging;
      fake.behave({ kind: 'reply', wordMs: 120 });
      const { page, errors } = await visit(browser!, site.url);
      await type(page, QUESTION);
      const writing = page.locator('.hmc-turn-writing .hmc-gist');
      await writing.waitFor();
      expect(await writing.innerText()).toBe('Dạ, xin chúc mừng gia đình mình. …');
      expect(await page.locator(settled).count()).toBe(0);
      await page.locator(settled).waitFor();
      expect(await page.locator('.hmc-turn-writing').count()).toBe(0);
      const text = await answer(page).innerText();
      expect(text).toContain('xin chúc mừng gia đình mình. Lệ phí là');
      expect(text).not.toContain('⟦');
      expect(errors).toEqual([]);
    });

    it('leaves the plain answer when the plug is pulled in the middle', async () => {
      fake.answer = obliging;
      fake.behave({ kind: 'half', wordMs: 60 });
      const { page } = await visit(browser!, site.url);
      await type(page, `${QUESTION} vậy ạ`);
      await page.locator(settled).waitFor();
      const text = await answer(page).innerText();
      expect(text).toContain('Thủ tục đăng ký khai sinh');
      expect(text).not.toContain('chúc mừng');
      expect(await answer(page).locator('.hmc-section-title').first().innerText()).toBe('Lệ phí');
    });

    it('shows nothing of a lie', async () => {
      fake.answer = () => 'Dạ, thưa ông bà. Lệ phí là 999.000 đồng, nộp vào tài khoản của em ạ.';
      fake.behave({ kind: 'reply' });
      const { page } = await visit(browser!, site.url);
      await type(page, `${QUESTION} thế`);
      await page.locator(settled).waitFor();
      expect(await page.locator('body').innerText()).not.toContain('999.000');
    });
  },
);
