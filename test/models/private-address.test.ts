import { describe, expect, it } from 'vitest';
import {
  AddressNotPrivate,
  checkPrivateAddresses,
  privateAddresses,
} from '../../src/models/private-address.ts';

const isPrivate = (host: string): Promise<boolean> =>
  privateAddresses(`http://${host}:8000/v1`).then(
    () => true,
    (error: unknown) => {
      if (error instanceof AddressNotPrivate) return false;
      throw error;
    },
  );

describe('private addresses', () => {
  it.each([
    '127.0.0.1',
    '127.8.8.8',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.20',
    '[::1]',
    '[fd12:3456::1]',
    '[::ffff:10.0.0.1]',
    'localhost',
    '0x7f.1',
  ])('are such as %s', async (host) => {
    expect(await isPrivate(host)).toBe(true);
  });

  it.each([
    '8.8.8.8',
    '172.32.0.1',
    '192.169.0.1',
    '11.0.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '[2001:4860:4860::8888]',
    '[fe80::1]',
    '[::ffff:8.8.8.8]',
  ])('are not such as %s', async (host) => {
    expect(await isPrivate(host)).toBe(false);
  });

  it('are all a name leads to', async () => {
    const mixed = [
      { address: '10.0.0.1', family: 4 },
      { address: '8.8.8.8', family: 4 },
    ];
    const of = (addresses: typeof mixed) =>
      privateAddresses('https://speech.example/v1', () => Promise.resolve(addresses));
    await expect(of(mixed)).rejects.toThrow(AddressNotPrivate);
    await expect(of([])).rejects.toThrow(AddressNotPrivate);
    expect(await of(mixed.slice(0, 1))).toHaveLength(1);
  });

  it('are checked at start-up, all settings at once, by name', async () => {
    const check = checkPrivateAddresses(
      {
        SPEECH_BASE_URL: 'https://api.speech.example/v1?key=hidden',
        MODEL_BASE_URL: 'http://gone.example/v1',
        OTHER: undefined,
      },
      (host) =>
        host === 'gone.example'
          ? Promise.reject(new Error('ENOTFOUND'))
          : Promise.resolve([{ address: '8.8.8.8', family: 4 }]),
    );
    await expect(check).rejects.toThrow(
      /OUTBOUND_PRIVATE_ONLY[\s\S]*SPEECH_BASE_URL: api\.speech\.example leads to 8\.8\.8\.8[\s\S]*MODEL_BASE_URL: gone\.example cannot be resolved/u,
    );
    await expect(check).rejects.not.toThrow('hidden');
    await checkPrivateAddresses({ SPEECH_BASE_URL: 'http://127.0.0.1:1/v1' });
  });
});
