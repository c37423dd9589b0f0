import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDownload } from '../../../src/channels/messaging/download.ts';
import type { DownloadRules } from '../../../src/channels/messaging/download.ts';
import { isPublicAddress } from '../../../src/channels/messaging/public-address.ts';
import { openFakeMedia } from '../../fakes/fake-media.ts';
import type { FakeMedia } from '../../fakes/fake-media.ts';

const SPEECH = Buffer.from('speech');
const ON_LOOPBACK = { hosts: ['127.0.0.1'], protocols: ['http:'], publicOnly: false } as const;

let media: FakeMedia;
beforeEach(async () => {
  media = await openFakeMedia();
});
afterEach(() => media.close());

function fetchFile(url: string, rules: Partial<DownloadRules> = {}) {
  const download = createDownload({ ...ON_LOOPBACK, mostBytes: 100_000, ...rules });
  return download(url, AbortSignal.timeout(5000));
}
const failed = (reason: string) => ({ kind: 'failed', reason });

describe('fetching what a message names', () => {
  it('gives the bytes with what they are', async () => {
    const url = media.put('/no/a.aac', SPEECH, 'audio/aac; rate=16000');
    expect(await fetchFile(`${url}?sign=x`)).toEqual({
      kind: 'fetched',
      bytes: SPEECH,
      mediaType: 'audio/aac',
      fileName: 'a.aac',
    });
  });

  it('says no type where the host knows none', async () => {
    const url = media.put('/a', SPEECH, 'application/octet-stream');
    expect(await fetchFile(url)).not.toHaveProperty('mediaType');
  });

  it('follows redirects to hosts that are allowed, a few', async () => {
    media.put('/b', SPEECH);
    media.fail('/a', { kind: 'redirect', to: '/b' });
    expect((await fetchFile(`${media.url}/a`)).kind).toBe('fetched');
    media.fail('/a', { kind: 'redirect', to: '/a' }, 100);
    expect(await fetchFile(`${media.url}/a`)).toEqual(failed('refused'));
    expect(media.requests).toHaveLength(6);
  });

  it('follows none to another host or another protocol', async () => {
    const { port } = new URL(media.url);
    for (const to of [
      `http://localhost:${port}/secret`,
      'http://169.254.169.254/latest',
      'file:///etc/passwd',
      '//',
    ]) {
      media.fail('/a', { kind: 'redirect', to });
      expect(await fetchFile(`${media.url}/a`)).toEqual(failed('refused'));
    }
    expect(media.requests).toEqual(['/a', '/a', '/a', '/a']);
  });

  it.each([
    ['another host', 'https://zdn.vn.evil.example/a'],
    ['the domain that only has allowed hosts below it', 'https://zdn.vn/a'],
    ['a name that ends like it', 'https://evilzdn.vn/a'],
    ['plain http', 'http://f2.zdn.vn/a'],
    ['another port', 'https://f2.zdn.vn:8443/a'],
    ['credentials', 'https://x:y@f2.zdn.vn/a'],
    ['an address', 'https://127.0.0.1/a'],
    ['no address at all', 'not an address'],
    ['a file', 'file:///etc/passwd'],
  ])('asks nobody for %s', async (_, url) => {
    const download = createDownload({ hosts: ['.zdn.vn', '127.0.0.1'], mostBytes: 100 });
    expect(await download(url, AbortSignal.timeout(5000))).toEqual(failed('refused'));
  });

  it('asks no host of the own network, whatever its name is', async () => {
    const { port } = new URL(media.url);
    media.put('/a', SPEECH);
    const rules = { hosts: ['localhost'], protocols: ['http:'], mostBytes: 100 };
    const within = createDownload({ ...rules, publicOnly: false });
    expect((await within(`http://localhost:${port}/a`, AbortSignal.timeout(5000))).kind).toBe(
      'fetched',
    );
    // Port 80 is not looked at before the address is.
    const outside = createDownload(rules);
    expect(await outside('http://localhost/a', AbortSignal.timeout(5000))).toEqual(
      failed('refused'),
    );
  });

  it.each(['liar', 'endless'] as const)(
    'reads no more than is taken of a host that is %s',
    async (kind) => {
      media.fail('/a', { kind });
      expect(await fetchFile(`${media.url}/a`)).toEqual(failed('too-large'));
    },
  );

  it.each([
    [404, 'gone'],
    [403, 'gone'],
    [410, 'gone'],
    [500, 'unavailable'],
    [503, 'unavailable'],
    [429, 'unavailable'],
  ])('calls what %i answers %s', async (status, reason) => {
    media.fail('/a', { kind: 'status', status });
    expect(await fetchFile(`${media.url}/a`)).toEqual(failed(reason));
  });

  it('may work later when the connection breaks or nobody is there', async () => {
    media.fail('/a', { kind: 'cut' });
    expect(await fetchFile(`${media.url}/a`)).toEqual(failed('unavailable'));
    expect(await fetchFile('http://127.0.0.1:9/a')).toEqual(failed('unavailable'));
  });
});

describe('addresses of the public internet', () => {
  it.each(['8.8.8.8', '103.9.0.1', '2001:4860:4860::8888', '::ffff:8.8.8.8'])(
    'are such as %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '100.64.0.1',
    '169.254.169.254',
    '172.20.0.1',
    '192.168.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    'fd00::1',
    'fe80::1',
  ])('are not such as %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
