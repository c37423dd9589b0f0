import { describe, expect, it } from 'vitest';
import { actionOf, slashAt } from '../../../src/pages/console/keys.ts';
import { addressOf, inboxRoute, parseRoute } from '../../../src/pages/console/route.ts';
import type { Route } from '../../../src/pages/console/route.ts';

const back = (route: Route): Route => {
  const url = new URL(addressOf(route), 'http://x');
  return parseRoute(url.pathname, url.search);
};

describe('addresses of the console', () => {
  it.each([
    inboxRoute(),
    inboxRoute({ view: 'waiting', channel: 'zalo', text: 'đất & nhà', after: '1~a' }, 'id/1'),
    { ...inboxRoute({}, 'a'), panel: true } as Route,
    { page: 'calls', view: 'ended', id: 'x y' },
    { page: 'tasks', kind: 'complaint', state: 'all', mine: true },
    { page: 'samples', state: 'labelled' },
    { page: 'supervisor' },
    { page: 'replies' },
  ] as Route[])('are read back as they were: %j', (route) => {
    expect(back(route)).toEqual(route);
  });

  it.each(['/ban-lam-viec', '/ban-lam-viec/khong-co', '/ban-lam-viec/hoi-thoai?xem=la'])(
    'that say nothing known open the list: %s',
    (address) => {
      const url = new URL(address, 'http://x');
      expect(parseRoute(url.pathname, url.search)).toEqual(inboxRoute());
    },
  );

  it('with a broken id open the list without one', () => {
    expect(parseRoute('/ban-lam-viec/hoi-thoai/%E0%A4%A', '')).toEqual(inboxRoute());
  });
});

describe('keys', () => {
  const press = (code: string, more: Partial<KeyboardEvent> = {}) =>
    actionOf({ code, altKey: true, shiftKey: false, ctrlKey: false, metaKey: false, ...more });

  it('insert and send cards by their number', () => {
    expect(press('Digit2')).toEqual({ kind: 'insert', card: 1 });
    expect(press('Digit1', { shiftKey: true })).toEqual({ kind: 'send', card: 0 });
  });

  it('act only with Alt, so that nobody acts by typing', () => {
    expect(press('KeyC', { altKey: false })).toBeUndefined();
    expect(press('KeyC', { ctrlKey: true })).toBeUndefined();
    expect(press('KeyC')).toEqual({ kind: 'claim' });
    expect(press('KeyZ')).toBeUndefined();
  });

  it('find the word after a slash where it is typed', () => {
    expect(slashAt('/chào', 5)).toEqual({ from: 0, word: 'chào' });
    expect(slashAt('Dạ /pho', 7)).toEqual({ from: 3, word: 'pho' });
    expect(slashAt('1/2', 3)).toBeUndefined();
    expect(slashAt('/hết rồi', 8)).toBeUndefined();
  });
});
