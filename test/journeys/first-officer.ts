import type { Browser } from 'playwright-core';
import type { DeskSite } from './desk-site.ts';
import { DESKTOP, visit } from './visit.ts';
import type { Visit } from './visit.ts';

export const PASSWORD = 'mot hai ba bon nam sau';

/** The first administrator, signed in by the link that was printed. */
export async function firstOfficer(browser: Browser, site: DeskSite): Promise<Visit> {
  const officer = await visit(browser, site.firstLink, { viewport: DESKTOP });
  const { page } = officer;
  await page.getByLabel('Tên đăng nhập').fill('lan');
  await page.getByLabel('Họ và tên').fill('Nguyễn Thị Lan');
  await page.getByLabel('Mật khẩu mới').fill(PASSWORD);
  await page.getByLabel('Nhập lại mật khẩu').fill(PASSWORD);
  await page.getByRole('button', { name: 'Lưu và đăng nhập' }).click();
  await page.getByRole('heading', { name: 'Tài khoản của tôi' }).waitFor();
  return officer;
}
