import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Signs what a browser keeps for us, so that it comes back as it was given or not at all. */
export interface CookieKey {
  /** The value with its signature, fit for a cookie. */
  sign(name: string, value: string): string;
  /** The value, if this cookie was signed under this name by this key. */
  verify(name: string, signed: string): string | undefined;
  /** A key of 32 bytes for another purpose; the same as long as this one is. */
  derive(purpose: string): Buffer;
}

const BYTES = 32;
/** Letters of a SHA-256 in base64url. */
const SIGNATURE = 43;

export function createCookieKey(secret: string | Buffer): CookieKey {
  const signature = (name: string, value: string): Buffer =>
    createHmac('sha256', secret).update(`${name}\n${value}`).digest();
  return {
    derive: (purpose) => signature('derived key', purpose),
    sign: (name, value) => `${value}.${signature(name, value).toString('base64url')}`,
    verify: (name, signed) => {
      const at = signed.length - SIGNATURE - 1;
      if (at < 1 || signed[at] !== '.') return undefined;
      const value = signed.slice(0, at);
      const given = Buffer.from(signed.slice(at + 1), 'base64url');
      const own = signature(name, value);
      return given.length === own.length && timingSafeEqual(given, own) ? value : undefined;
    },
  };
}

/** A key for as long as this process runs. */
export function createPassingCookieKey(): CookieKey {
  return createCookieKey(randomBytes(BYTES));
}

/**
 * The key of COOKIE_SECRET, else the one kept in `varDir/cookie-key`, made at the first start and
 * readable by this account only. Throws when the folder cannot be written or the file is too short.
 */
export function loadCookieKey(config: {
  readonly cookieSecret: string | undefined;
  readonly varDir: string;
}): CookieKey {
  if (config.cookieSecret !== undefined) return createCookieKey(config.cookieSecret);
  const path = join(config.varDir, 'cookie-key');
  const kept = readKey(path);
  if (kept !== undefined) return createCookieKey(kept);
  mkdirSync(config.varDir, { recursive: true });
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(temporary, randomBytes(BYTES).toString('base64url'), { mode: 0o600, flag: 'wx' });
  try {
    // A link is made whole or not at all, and not over one that another process made meanwhile.
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  const made = readKey(path);
  if (made === undefined) throw new Error(`${path} could not be made.`);
  return createCookieKey(made);
}

function readKey(path: string): string | undefined {
  try {
    const key = readFileSync(path, 'utf8').trim();
    if (key.length >= BYTES) return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  throw new Error(`${path} holds no key. Remove it, and a new one is made at the next start.`);
}
