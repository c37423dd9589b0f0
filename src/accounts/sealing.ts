import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** What the office's secret key is for. */
export interface Sealing {
  /** `owner` is bound in: what was sealed for one account opens for no other. */
  seal(secret: Buffer, owner: string): string;
  /** Throws when it was changed, is another's, or was sealed with another key. */
  open(sealed: string, owner: string): Buffer;
  /** Stands for a login where tries are counted; people type passwords there, too. */
  loginKey(login: string): string;
}

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1.';

/** Throws when the key is not 32 bytes. */
export function createSealing(secretKey: Buffer): Sealing {
  if (secretKey.length !== KEY_BYTES) throw new Error('The secret key must be 32 bytes.');
  const loginKey = Buffer.from(hkdfSync('sha256', secretKey, '', 'login tries', KEY_BYTES));
  return {
    seal: (secret, owner) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', secretKey, iv).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
      return VERSION + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open: (sealed, owner) => {
      const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url');
      if (!sealed.startsWith(VERSION) || bytes.length < IV_BYTES + TAG_BYTES) {
        throw new Error('A kept secret is not one that was sealed.');
      }
      const iv = bytes.subarray(0, IV_BYTES);
      const options = { authTagLength: TAG_BYTES };
      const decipher = createDecipheriv('aes-256-gcm', secretKey, iv, options)
        .setAAD(Buffer.from(owner))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return Buffer.concat([
        decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)),
        decipher.final(),
      ]);
    },
    loginKey: (login) => createHmac('sha256', loginKey).update(login).digest('base64url'),
  };
}
