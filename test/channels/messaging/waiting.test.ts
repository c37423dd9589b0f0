import { afterEach, describe, expect, it } from 'vitest';
import en from '../../../knowledge/desk.en.json' with { type: 'json' };
import vi from '../../../knowledge/desk.vi.json' with { type: 'json' };
import { commandIn } from '../../../src/channels/messaging/commands.ts';
import { MESSAGING_WORDS } from '../../../src/channels/messaging/words.ts';
import { createDesk } from '../../../src/desk/create-desk.ts';
import type { Desk } from '../../../src/desk/desk.ts';
import type { Store } from '../../../src/stores/open-store.ts';
import { fakeEvent } from '../../fakes/fake-platform.ts';
import { run, until } from './running.ts';
import type { Running } from './running.ts';

const LAN = { officerId: 'lan', name: 'Lan', office: 'o', isSupervisor: false };
let running: Running;
let desk: Desk;
afterEach(() => running.close());

async function start(): Promise<void> {
  running = await run({
    desk: (store: Store) =>
      (desk = createDesk({
        store,
        office: { id: 'o', hotline: '1900 1234' },
        staffed: true,
        texts: { vi, en },
        deliver: async () => [],
        mask: (text) => text,
      })),
  });
}
const say = (contact: string, id: string, text: string) =>
  running.messaging.intake.accept([fakeEvent(contact, id, { kind: 'message', text })]);
const done = () =>
  until(async () => {
    const { events, deliveries } = await running.store.backlog();
    return events + deliveries === 0;
  }, 6000);

describe('waiting for an officer on a messaging platform', () => {
  it('tells the place in line, other ways, and how to stop waiting', async () => {
    await start();
    await desk.present(LAN, 'available');
    await say('an', '1', 'cho tôi gặp cán bộ');
    await done();
    await say('binh', '2', 'cho tôi gặp cán bộ');
    await done();
    expect(running.told('an').at(-1)).toContain('thứ 1');
    const second = running.told('binh').at(-1) ?? '';
    expect(second).toContain('thứ 2');
    expect(second).toContain('1900 1234');
    expect(second).toContain('thôi chờ');
    // Not both: the place, and that it is only noted.
    expect(running.told('binh').join(' ')).not.toContain(MESSAGING_WORDS.vi.handoff.recorded);
  });

  it('is ended by a word, and then nobody waits any more', async () => {
    await start();
    await desk.present(LAN, 'available');
    await say('an', '1', 'cho tôi gặp cán bộ');
    await done();
    await say('an', '2', 'thôi chờ ạ');
    await done();
    expect(running.told('an').at(-1)).toContain(vi.left);
    expect(
      await desk.list({ view: 'waiting', office: 'o', officerId: '', limit: 5 }),
    ).toMatchObject({ handoffs: [] });
  });

  it('asks for a number while nobody is there', async () => {
    await start();
    await say('an', '1', 'cho tôi gặp cán bộ');
    await done();
    expect(running.told('an').at(-1)).toContain(vi.wait['nobody-present']);
  });

  it('knows the word without marks and with courtesies, and takes it for nothing else', () => {
    expect(commandIn('thoi cho')).toBe('leave');
    expect(commandIn('Dạ thôi không chờ nữa ạ')).toBe('leave');
    expect(commandIn('stop waiting')).toBe('leave');
    expect(commandIn('phải chờ bao lâu')).toBeUndefined();
  });
});
