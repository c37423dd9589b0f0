import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeModel } from '../fakes/fake-model.ts';
import type { FakeModel } from '../fakes/fake-model.ts';
import { startBrowser } from './browser.ts';
import { openDeskSite } from './desk-site.ts';
import type { DeskSite } from './desk-site.ts';
import { firstOfficer } from './first-officer.ts';
import { ask, visit } from './visit.ts';
import type { Visit } from './visit.ts';

const { browser, reason } = await startBrowser();

describe.skipIf(browser === null)(
  `an officer with a language model${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    let fake: FakeModel;
    let site: DeskSite;
    let officer: Visit;
    let citizen: Visit;
    beforeAll(async () => {
      fake = await startFakeModel();
      site = await openDeskSite({ MODEL_BASE_URL: fake.url, MODEL_NAME: 'fake' });
      officer = await firstOfficer(browser!, site);
      const { page } = officer;
      await page.goto(`${site.url}/ban-lam-viec`);
      await page.getByText('Anh/chị chưa có cuộc nào').waitFor();
      citizen = await visit(browser!, `${site.url}/?lang=en`);
      await ask(citizen.page, 'I want to speak with an officer');
      await page.locator('.hmc-inbox-row').first().click();
      await page.locator('#hmc-draft').waitFor();
    }, 60_000);
    afterAll(async () => {
      await browser?.close();
      await site.close();
      await fake.close();
    });

    const draft = () => officer.page.locator('#hmc-draft');

    it('sends a machine translation below her own words, marked as such', async () => {
      const { page } = officer;
      fake.answer = (prompt) =>
        `Please bring two copies on ${/⟦1⟧/u.test(prompt) ? '⟦1⟧' : ''}, that is all we need.`;
      await draft().fill('Ông mang hai bản sao đến ngày 12/12/2026 là đủ ạ.');
      await page.getByRole('button', { name: 'Kèm bản dịch tiếng Anh' }).click();
      await expect
        .poll(() => draft().inputValue())
        .toContain('Please bring two copies on 12/12/2026');
      expect(await draft().inputValue()).toContain('Machine translation of the above:');
      await draft().press('Control+Enter');
      const anyway = page.getByRole('button', { name: 'Vẫn gửi' });
      if ((await anyway.count()) > 0) await anyway.click();
      await citizen.page
        .locator('.hmc-turn-officer', { hasText: 'Please bring two copies' })
        .waitFor();
      expect(await citizen.page.locator('.hmc-turn-officer').last().innerText()).toContain(
        'Ông mang hai bản sao',
      );
    });

    it('keeps her draft where a translation changes a figure', async () => {
      fake.answer = () => 'Please bring 900.000 dong on the day we said, that is all.';
      await draft().fill('Ông mang 100.000 đồng đến ngày đã hẹn là đủ ạ.');
      await officer.page.getByRole('button', { name: 'Kèm bản dịch tiếng Anh' }).click();
      await officer.page.getByText('Chưa dịch được').waitFor();
      expect(await draft().inputValue()).toBe('Ông mang 100.000 đồng đến ngày đã hẹn là đủ ạ.');
    });

    it('reads what the citizen wrote in her own language, the original beside it', async () => {
      fake.answer = () => 'Tôi muốn nói chuyện với một cán bộ của cơ quan ạ.';
      const { page } = officer;
      await page.getByRole('button', { name: 'Dịch', exact: true }).first().click();
      await page.getByText('Bản dịch máy, để tham khảo:').waitFor();
      expect(await page.getByRole('log').innerText()).toContain('I want to speak with an officer');
      expect(await page.getByRole('log').innerText()).toContain(
        'Tôi muốn nói chuyện với một cán bộ',
      );
    });

    it('rewords a draft and takes the old one back; an added promise is thrown away', async () => {
      const { page } = officer;
      fake.answer = () => 'Dạ, ông mang đủ giấy tờ đã nêu đến quầy số một giúp ạ.';
      await draft().fill('mang đủ giấy tờ đã nêu đến quầy số một nhé');
      await page.getByRole('button', { name: 'Viết lại cho gọn' }).click();
      await expect.poll(() => draft().inputValue()).toContain('Dạ, ông mang đủ giấy tờ');
      await page.getByRole('button', { name: 'Lấy lại bản cũ' }).click();
      expect(await draft().inputValue()).toBe('mang đủ giấy tờ đã nêu đến quầy số một nhé');
      fake.answer = () => 'Dạ, ông nộp đủ hồ sơ ở quầy một, chắc chắn được duyệt ạ.';
      await draft().fill('nộp đủ hồ sơ ở quầy một nhé ông');
      await page.getByRole('button', { name: 'Viết lại cho gọn' }).click();
      await page.getByText('Giữ nguyên:').waitFor();
      expect(await draft().inputValue()).toBe('nộp đủ hồ sơ ở quầy một nhé ông');
    });

    it('goes on by itself when the endpoint is gone', async () => {
      const { page, errors } = officer;
      fake.behave({ kind: 'status', status: 500 }, 100);
      await page.getByRole('button', { name: 'Viết lại cho gọn' }).click();
      await page.getByText('Giữ nguyên:').waitFor();
      await page.getByRole('button', { name: 'Tóm tắt', exact: true }).click();
      await page.getByText('Tóm tắt theo quy tắc').waitFor();
      expect(errors).toEqual([]);
    });
  },
);
