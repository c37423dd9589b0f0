import { createHmac, timingSafeEqual } from 'node:crypto';

/** RFC 6238 as authenticators know it: SHA-1, steps of 30 seconds. */
const STEP_MS = 30_000;
const DIGITS = 6;
/** Clocks of telephones are off, and typing takes its time. */
const DRIFT_STEPS = [0, -1, 1];
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code of a step (RFC 4226, 5.3). */
export function totpCode(secret: Buffer, step: number, digits = DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hmac = createHmac('sha1', secret).update(counter).digest();
  const offset = (hmac.at(-1) ?? 0) & 0xf;
  const number = hmac.readUInt32BE(offset) & 0x7f_ff_ff_ff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

export const stepAt = (now: Date): number => Math.floor(now.getTime() / STEP_MS);

/** The step a code is of, now or a step beside; undefined when it is wrong. */
export function totpStep(secret: Buffer, code: string, now: Date): number | undefined {
  if (!/^[0-9]{6}$/u.test(code)) return undefined;
  const given = Buffer.from(code);
  return DRIFT_STEPS.map((drift) => stepAt(now) + drift).find((step) =>
    timingSafeEqual(Buffer.from(totpCode(secret, step)), given),
  );
}

/** RFC 4648, without padding. */
export function toBase32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/gu) ?? [];
  return groups.map((group) => BASE32[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** What an authenticator reads from a QR code. */
export function otpauthUri(issuer: string, login: string, secret: Buffer): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(login)}`;
  const query = `secret=${toBase32(secret)}&issuer=${encodeURIComponent(issuer)}`;
  return `otpauth://totp/${label}?${query}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_MS / 1000}`;
}
