import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

export const PHONE = { width: 360, height: 640 };
export const DESKTOP = { width: 1280, height: 800 };
export const KIOSK = { width: 1080, height: 1920 };

/** One citizen's visit in a fresh browser profile. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the page and its console so far; failed requests on purpose are left out. */
  readonly errors: readonly string[];
  /** Bodies of the messages that left the page, in order, retries included. */
  readonly sent: readonly { readonly clientMessageId: string; readonly text: string }[];
}

export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
  beforeLoad?: () => void,
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: PHONE,
    locale: 'vi-VN',
    reducedMotion: 'reduce',
    bypassCSP: false,
    ...options,
  });
  if (beforeLoad) await context.addInitScript(beforeLoad);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const errors: string[] = [];
  const sent: { clientMessageId: string; text: string }[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/u.test(message.text()))
      errors.push(message.text());
  });
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/messages')) {
      sent.push(request.postDataJSON() as { clientMessageId: string; text: string });
    }
  });
  await page.goto(url);
  return { page, context, errors, sent };
}

/** Types a question as a citizen does and waits for its answer. */
export async function ask(page: Page, text: string): Promise<void> {
  const before = await page.locator('.hmc-turn-assistant').count();
  await page.locator('#hmc-text').fill(text);
  await page.locator('#hmc-text').press('Enter');
  await page.locator('.hmc-turn-assistant').nth(before).waitFor();
}

/** The newest answer. */
export function answer(page: Page) {
  return page.locator('.hmc-turn-assistant').last();
}
