import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import en from '../../knowledge/desk.en.json' with { type: 'json' };
import vi from '../../knowledge/desk.vi.json' with { type: 'json' };
import { createDesk } from '../../src/desk/create-desk.ts';
import type { Desk, DeskEvent } from '../../src/desk/desk.ts';
import { createOtherProcesses } from '../../src/desk/other-processes.ts';
import type { OtherProcesses } from '../../src/desk/other-processes.ts';
import type { Store } from '../../src/stores/open-store.ts';
import type { Place } from '../contracts/place.ts';
import { SITES } from '../stores/sites.ts';

const OFFICE = 'o';
const LAN = { officerId: 'lan', name: 'Lan', office: OFFICE, isSupervisor: false };

for (const site of SITES.filter(({ name }) => !/memory/u.test(name))) {
  describe.skipIf(site.absent !== undefined)(`two processes over ${site.name}`, () => {
    let place: Place;
    let here: Store;
    let there: Store;
    let desk: Desk;
    let others: OtherProcesses;
    let heard: DeskEvent[];
    beforeEach(async () => {
      place = await site.place();
      here = await place.open(() => new Date());
      there = await place.open(() => new Date());
      heard = [];
      others = createOtherProcesses({
        store: here,
        office: OFFICE,
        publish: (event) => heard.push(event),
      });
      desk = createDesk({
        store: there,
        office: { id: OFFICE },
        staffed: true,
        texts: { vi, en },
        deliver: async () => [],
        mask: (text) => text,
      });
    });
    afterEach(() => place.remove());

    const talk = async (): Promise<string> => {
      const { id } = await there.create({ channel: 'web', language: 'vi', now: new Date() });
      await say(id, 'a');
      return id;
    };
    const say = (id: string, text: string) =>
      there.append(id, [
        { role: 'citizen', text, at: new Date().toISOString(), clientMessageId: text },
      ]);

    it('one sees who waits, is taken and speaks in the other, once each', async () => {
      const id = await talk();
      await desk.request(id, 'asked-for-person');
      await others.look();
      await others.look();
      expect(heard.map(({ kind }) => kind)).toEqual(['handoff', 'turns']);
      const handoff = heard[0]?.kind === 'handoff' ? heard[0].handoff.id : '';
      heard.length = 0;
      await desk.claim(handoff, LAN);
      await say(id, 'b');
      await desk.send(handoff, LAN, { clientMessageId: 'x', text: 'Dạ' });
      await others.look();
      await others.look();
      expect(heard).toMatchObject([
        { kind: 'handoff', handoff: { officerId: 'lan' } },
        { kind: 'turns', turns: [{ text: 'b' }, { text: 'Dạ' }] },
      ]);
    });

    it('one does not hear again what it said itself', async () => {
      desk.follow(OFFICE, (event) => others.seen(event));
      const id = await talk();
      await desk.request(id, 'asked-for-person');
      const turns = (await there.find(id))?.turns ?? [];
      desk.told(id, turns);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await others.look();
      expect(heard).toEqual([]);
    });

    it('one sees that the other closed it, and nothing of another office', async () => {
      const id = await talk();
      await desk.request(id, 'asked-for-person');
      await others.look();
      const first = heard.find((event) => event.kind === 'handoff');
      heard.length = 0;
      const chief = { ...LAN, isSupervisor: true };
      await desk.close(first?.kind === 'handoff' ? first.handoff.id : '', chief, 'resolved');
      const strange = createOtherProcesses({
        store: here,
        office: 'other',
        publish: (event) => heard.push({ ...event, office: 'strange' }),
      });
      await others.look();
      await strange.look();
      expect(heard).toMatchObject([
        { kind: 'handoff', office: OFFICE, handoff: { state: 'closed' } },
      ]);
    });
  });
}
