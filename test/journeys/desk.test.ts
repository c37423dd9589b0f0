import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { startBrowser } from './browser.ts';
import { openDeskSite } from './desk-site.ts';
import type { DeskSite } from './desk-site.ts';
import { PASSWORD, firstOfficer } from './first-officer.ts';
import { DESKTOP, PHONE, ask, visit } from './visit.ts';
import type { Visit } from './visit.ts';

const { browser, reason } = await startBrowser();
const ASK_PERSON = 'cho tôi gặp cán bộ';

/** Types what a citizen says and does not wait for an answer: an officer gives it. */
async function say(page: Page, text: string): Promise<void> {
  await page.locator('#hmc-text').fill(text);
  await page.locator('#hmc-text').press('Enter');
}

describe.skipIf(browser === null)(
  `a citizen and an officer${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    let site: DeskSite;
    let officer: Visit;
    let state: Awaited<ReturnType<BrowserContext['storageState']>>;
    beforeAll(async () => {
      site = await openDeskSite();
      officer = await firstOfficer(browser!, site);
      const { page } = officer;
      // One conversation at a time, so that the second citizen waits.
      await page.goto(`${site.url}/quan-tri/tai-khoan`);
      await page.getByRole('link', { name: 'Sửa Nguyễn Thị Lan' }).click();
      await page.getByLabel('Số cuộc nhận cùng lúc').fill('1');
      await page.getByRole('button', { name: 'Lưu' }).click();
      await page.getByText('Đã lưu.').waitFor();
      state = await officer.context.storageState();
    }, 60_000);
    afterAll(async () => {
      await browser?.close();
      await site.close();
    });

    it('the link of the first administrator works once', async () => {
      const { page, context } = await visit(browser!, site.firstLink);
      await page.getByText('đã dùng hoặc đã hết hạn').waitFor();
      await context.close();
    });

    it('nobody sees the console who is not signed in, and a wrong password is refused politely', async () => {
      const { page, context } = await visit(browser!, `${site.url}/ban-lam-viec/cuoc-goi`);
      expect(page.url()).toContain('/dang-nhap?tiep=');
      await page.getByLabel('Tên đăng nhập').fill('lan');
      await page.getByLabel('Mật khẩu').fill('khong phai mat khau nay');
      await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
      await page.getByText('chưa đúng').waitFor();
      await page.getByLabel('Mật khẩu').fill(PASSWORD);
      await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
      await page.waitForURL('**/ban-lam-viec/cuoc-goi');
      await context.close();
    });

    it('a citizen asks, waits with a place, is served with a suggested answer, and rates', async () => {
      const { page: desk, errors } = officer;
      await desk.goto(`${site.url}/ban-lam-viec`);
      await desk.getByText('Anh/chị chưa có cuộc nào').waitFor();

      // The first citizen is given to the officer, the second stands in line.
      const first = await visit(browser!, site.url, { viewport: PHONE });
      await ask(first.page, 'đăng ký kết hôn cần giấy tờ gì');
      await ask(first.page, ASK_PERSON);
      await first.page.getByText('Nguyễn Thị Lan đang trả lời').waitFor();
      const second = await visit(browser!, site.url, { viewport: PHONE });
      await ask(second.page, ASK_PERSON);
      await second.page.getByText('thứ 1 trong hàng chờ').waitFor();

      // The officer opens it, sees what the assistant made of it, and answers with a card.
      await desk.locator('.hmc-inbox-row').first().click();
      await desk.getByRole('log').getByText('đăng ký kết hôn cần giấy tờ gì').waitFor();
      expect(await desk.locator('.hmc-trace').count()).toBeGreaterThan(0);
      await say(first.page, 'đăng ký khai sinh mất bao nhiêu tiền');
      await desk.getByRole('log').getByText('đăng ký khai sinh mất bao nhiêu tiền').waitFor();
      await desk.locator('.hmc-suggested').first().waitFor();
      await desk.locator('.hmc-card-question', { hasText: 'khai sinh' }).waitFor();
      await desk.keyboard.press('Alt+Digit1');
      expect(await desk.locator('#hmc-draft').inputValue()).toMatch(/khai sinh/iu);
      await desk.keyboard.press('Control+Enter');
      await first.page.locator('.hmc-turn-officer').last().waitFor();
      expect(await first.page.locator('.hmc-turn-officer').last().innerText()).toMatch(
        /khai sinh/iu,
      );
      // While an officer has it, the assistant is silent.
      expect(await first.page.locator('.hmc-turn-assistant').count()).toBe(2);

      // Done: the first rates, the second is served.
      await desk.locator('[data-do="end"]').click();
      await desk.locator('[data-ending="resolved"]').click();
      await first.page.getByRole('button', { name: 'Rất hài lòng' }).click();
      await first.page.getByText('cảm ơn ông/bà đã cho ý kiến').waitFor();
      await second.page.getByText('Nguyễn Thị Lan đang trả lời').waitFor();
      expect(errors).toEqual([]);
      expect([...first.errors, ...second.errors]).toEqual([]);
      await first.context.close();
      await second.context.close();
    }, 90_000);

    it('a promise in a draft is shown before it goes out', async () => {
      const { page: desk } = officer;
      await desk.goto(`${site.url}/ban-lam-viec`);
      await desk.locator('.hmc-inbox-row').first().click();
      await desk.locator('#hmc-draft').fill('Hồ sơ của bác chắc chắn được duyệt, phí 123.456 đồng');
      await desk.locator('.hmc-warnings li').first().waitFor();
      await desk.keyboard.press('Control+Enter');
      await desk.getByRole('button', { name: 'Vẫn gửi' }).waitFor();
      expect(await desk.locator('#hmc-draft').inputValue()).not.toBe('');
      await desk.locator('#hmc-draft').fill('');
    });

    it('a citizen leaves the line, and leaves a number, without script too', async () => {
      const { page, context } = await visit(browser!, site.url, { javaScriptEnabled: false });
      await page.locator('#hmc-text').fill(ASK_PERSON);
      await page.locator('.hmc-send').click();
      await page.getByText('trong hàng chờ').waitFor();
      await page.getByLabel('Số điện thoại để cán bộ gọi lại').fill('0912345678');
      await page.getByRole('button', { name: 'Để lại số' }).click();
      await page.getByText('đã ghi số').waitFor();
      await page.getByRole('button', { name: 'Không chờ nữa' }).click();
      expect(await page.getByText('trong hàng chờ').count()).toBe(0);
      await context.close();
    });

    it('an officer without a network keeps what she wrote, and it goes out once', async () => {
      const { page: desk, context } = officer;
      await desk.goto(`${site.url}/ban-lam-viec`);
      await desk.locator('.hmc-inbox-row').first().click();
      await desk.locator('#hmc-draft').waitFor();
      await context.setOffline(true);
      await desk.locator('#hmc-draft').fill('Dạ em đang xem ạ');
      await desk.keyboard.press('Control+Enter');
      await desk.locator('[data-unsent="waiting"]').waitFor();
      await context.setOffline(false);
      await desk.locator('[data-unsent]').waitFor({ state: 'detached', timeout: 20_000 });
      expect(await desk.locator('.hmc-talk-turn', { hasText: 'Dạ em đang xem ạ' }).count()).toBe(1);
    }, 40_000);

    it('an officer whose session ended finds her draft again after signing in', async () => {
      const { page, context } = await visit(browser!, `${site.url}/ban-lam-viec`, {
        storageState: state,
        viewport: DESKTOP,
      });
      await page.locator('.hmc-inbox-row').first().click();
      await page.locator('#hmc-draft').fill('Dạ, trường hợp của ông/bà');
      await context.clearCookies({ name: 'hmc-officer' });
      await page.locator('[data-do="summary"]').click();
      await page.getByLabel('Tên đăng nhập').fill('lan');
      await page.getByLabel('Mật khẩu').fill(PASSWORD);
      await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
      await page.locator('#hmc-draft').waitFor();
      expect(await page.locator('#hmc-draft').inputValue()).toBe('Dạ, trường hợp của ông/bà');
      await page.locator('#hmc-draft').fill('');
      await context.close();
    }, 30_000);

    it('an officer who left her chair is away after ten minutes, and back with a key', async () => {
      const { page, context } = await visit(browser!, `${site.url}/tai-khoan`, {
        storageState: state,
        viewport: DESKTOP,
      });
      await page.clock.install();
      const told: string[] = [];
      page.on('request', (request) => {
        if (!request.url().endsWith('/presence')) return;
        told.push((request.postDataJSON() as { readonly state: string }).state);
      });
      await page.goto(`${site.url}/ban-lam-viec/viec`);
      await page.getByRole('heading', { name: 'Việc cần làm' }).waitFor();
      await page.clock.fastForward(601_000);
      await page.clock.fastForward(21_000);
      await page.getByText('Mười phút không có thao tác').waitFor();
      expect(told.at(-1)).toBe('away');
      await page.keyboard.press('Shift');
      await expect.poll(() => told.at(-1)).toBe('available');
      expect(await page.getByText('Mười phút không có thao tác').count()).toBe(0);
      await context.close();
    }, 30_000);

    it('markup in names and messages is only text', async () => {
      const { page, context } = await visit(browser!, site.url);
      await ask(page, `${ASK_PERSON} <img src=x onerror=alert(1)><b>đậm</b>`);
      const { page: desk, errors } = officer;
      await desk.goto(`${site.url}/ban-lam-viec/hoi-thoai?xem=all`);
      await desk.locator('.hmc-inbox-row', { hasText: '<b>' }).first().click();
      await desk.getByRole('log').getByText('<b>đậm</b>').waitFor();
      expect(await desk.locator('.hmc-talk-log img').count()).toBe(0);
      expect(
        errors.filter((one) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/u.test(one)),
      ).toEqual([]);
      await context.close();
    });

    it('a call is typed along: cards come while she types, and it ends with a task', async () => {
      const { page: desk, errors } = officer;
      const before = errors.length;
      await desk.goto(`${site.url}/ban-lam-viec/cuoc-goi`);
      await desk.getByRole('button', { name: 'Gõ cuộc gọi' }).click();
      const field = desk.getByLabel('Lời vừa nói');
      await field.pressSequentially('đăng ký khai sinh cho con cần giấy tờ gì', { delay: 5 });
      await desk.locator('.hmc-script').waitFor();
      expect(await desk.locator('.hmc-suggested h3').first().innerText()).toMatch(/khai sinh/iu);
      await field.press('Enter');
      await desk.locator('.hmc-talk-turn[data-final="true"]').waitFor();
      await desk.getByRole('button', { name: 'Kết thúc cuộc gọi' }).click();
      expect(await desk.getByLabel('Tóm tắt').inputValue()).not.toBe('');
      await desk.getByLabel('Kết quả').selectOption('call-back');
      await desk.getByText('Tạo việc cần làm').click();
      await desk.getByLabel('Loại').selectOption('call-back');
      await desk.getByLabel('Nội dung').fill('Gọi lại về mẫu tờ khai');
      await desk.getByRole('button', { name: 'Lưu và khép' }).click();
      await desk.getByText('Đã lưu cuộc gọi.').waitFor();

      await desk.goto(`${site.url}/ban-lam-viec/viec`);
      const task = desk.locator('.hmc-work-item', { hasText: 'Gọi lại về mẫu tờ khai' });
      await task.waitFor();
      if ((await task.getByRole('button', { name: 'Nhận việc' }).count()) > 0) {
        await task.getByRole('button', { name: 'Nhận việc' }).click();
      }
      await task.getByRole('button', { name: 'Trả lời' }).click();
      await task.getByLabel('Câu trả lời').fill('Đã gọi, ông đã rõ.');
      await task.getByRole('button', { name: 'Gửi câu trả lời' }).click();
      await task.waitFor({ state: 'detached' });
      expect(errors.slice(before)).toEqual([]);
    }, 40_000);

    it('a ready-made reply is written once and comes after a slash', async () => {
      const { page: desk } = officer;
      await desk.goto(`${site.url}/ban-lam-viec/mau-tra-loi`);
      await desk.getByRole('button', { name: 'Thêm mẫu' }).click();
      await desk.getByLabel('Tên mẫu').fill('Lời chào');
      await desk.getByLabel('Nội dung').fill('Dạ, {officer} nghe ông/bà ạ.');
      await desk.getByLabel('Từ gọi nhanh').fill('chao');
      await desk.getByRole('button', { name: 'Lưu', exact: true }).click();
      await desk.locator('.hmc-work-item', { hasText: 'Lời chào' }).waitFor();
      await desk.goto(`${site.url}/ban-lam-viec`);
      await desk.locator('.hmc-inbox-row').first().click();
      await desk.locator('#hmc-draft').pressSequentially('/chao');
      await desk.locator('.hmc-canned-reply').waitFor();
      await desk.keyboard.press('Enter');
      expect(await desk.locator('#hmc-draft').inputValue()).toBe(
        'Dạ, Nguyễn Thị Lan nghe ông/bà ạ.',
      );
      await desk.locator('#hmc-draft').fill('');
    });

    it('a supervisor sees who waits and who serves, and tells all officers something', async () => {
      const { page: desk, errors } = officer;
      const before = errors.length;
      const citizen = await visit(browser!, site.url);
      await ask(citizen.page, ASK_PERSON);
      await desk.goto(`${site.url}/ban-lam-viec/giam-sat`);
      await desk.getByRole('table').first().waitFor();
      expect(await desk.getByText('Nguyễn Thị Lan').count()).toBeGreaterThan(0);
      await desk.getByLabel('Nội dung').fill('Chiều nay mạng bảo trì lúc 16 giờ.');
      await desk.getByRole('button', { name: 'Gửi thông báo' }).click();
      await desk.locator('.hmc-frame-notices', { hasText: 'mạng bảo trì' }).waitFor();
      await desk.getByRole('button', { name: 'Tôi nhận' }).last().click();
      await citizen.page.getByText('Nguyễn Thị Lan đang trả lời').waitFor();
      expect(errors.slice(before)).toEqual([]);
      await citizen.context.close();
    }, 40_000);

    it('a closed conversation is drawn, read again and labelled', async () => {
      const { page: desk } = officer;
      await desk.goto(`${site.url}/ban-lam-viec/lay-mau`);
      await desk.getByRole('button', { name: 'Rút mẫu' }).click();
      const sample = desk.locator('.hmc-work-item').first();
      await sample.getByLabel('Câu trả lời').selectOption('partly');
      await sample.getByRole('button', { name: 'Lưu nhãn' }).click();
      await desk.getByText('Đã lưu nhãn.').waitFor();
      await desk.getByRole('link', { name: 'Đã ghi nhãn' }).click();
      const labelled = desk.locator('.hmc-work-item').first().getByLabel('Câu trả lời');
      await expect.poll(() => labelled.inputValue()).toBe('partly');
    });

    const PAGES = [
      '/ban-lam-viec',
      '/ban-lam-viec/hoi-thoai?xem=all',
      '/ban-lam-viec/cuoc-goi',
      '/ban-lam-viec/viec',
      '/ban-lam-viec/giam-sat',
      '/ban-lam-viec/mau-tra-loi',
      '/ban-lam-viec/lay-mau',
      '/tai-khoan',
      '/quan-tri/tai-khoan',
      '/quan-tri/nhat-ky',
      '/dang-nhap',
    ];
    it.each(PAGES)(
      '%s has no accessibility fault, by day and by night, on a phone and a desk',
      async (path) => {
        const signedIn = path === '/dang-nhap' ? {} : { storageState: state };
        const { page, context, errors } = await visit(browser!, site.url + path, signedIn);
        await page.waitForLoadState('networkidle').catch(() => undefined);
        const faults: string[] = [];
        for (const viewport of [PHONE, DESKTOP]) {
          await page.setViewportSize(viewport);
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme });
            faults.push(
              ...(await violations(page)).map((one) => `${viewport.width} ${colorScheme} ${one}`),
            );
          }
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect(overflow).toBeLessThanOrEqual(0);
        }
        expect(faults).toEqual([]);
        expect(errors).toEqual([]);
        await context.close();
      },
      60_000,
    );

    it('an answer that waits for approval goes out as approved, and the assistant goes on', async () => {
      const { page: desk } = officer;
      const citizen = await visit(browser!, site.url);
      await ask(citizen.page, ASK_PERSON);
      await ask(citizen.page, 'đăng ký khai sinh cần giấy tờ gì');
      // The policy keeps few answers back: this one is made to look like one of them.
      await desk.route('**/api/desk/v1/handoffs/*', async (route) => {
        const response = await route.fetch();
        const body = (await response.json()) as { turns: { answer?: Record<string, unknown> }[] };
        const last = body.turns.findLast(({ answer }) => answer !== undefined)?.answer;
        if (last) Object.assign(last, { outcome: 'handed-off', reason: 'approve-first' });
        await route.fulfill({ response, json: body });
      });
      await desk.goto(`${site.url}/ban-lam-viec/hoi-thoai?xem=waiting`);
      await desk.locator('.hmc-inbox-row').last().click();
      await desk.getByRole('heading', { name: 'Câu trả lời chờ duyệt' }).waitFor();
      await desk.getByRole('button', { name: 'Duyệt và gửi' }).first().click();
      await citizen.page.locator('.hmc-turn-officer', { hasText: 'khai sinh' }).waitFor();
      await desk.getByText('Cuộc này đã khép.').waitFor();
      await desk.unrouteAll({ behavior: 'ignoreErrors' });
      await ask(citizen.page, 'xin chào');
      expect(citizen.errors).toEqual([]);
      await citizen.context.close();
    }, 40_000);

    it('signing out ends the session everywhere it is used', async () => {
      const { page, context } = await visit(browser!, `${site.url}/ban-lam-viec`, {
        storageState: state,
        viewport: DESKTOP,
      });
      await page.getByRole('button', { name: 'Đăng xuất' }).click();
      await page.getByText('Đã đăng xuất.').waitFor();
      await page.goto(`${site.url}/ban-lam-viec`);
      expect(page.url()).toContain('/dang-nhap');
      await context.close();
    });
  },
);
