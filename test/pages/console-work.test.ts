import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DISPOSITIONS } from '../../src/desk/call.ts';
import type { Call } from '../../src/desk/call.ts';
import { SAMPLE_ACTIONS, SAMPLE_QUALITIES } from '../../src/desk/follow-up-store.ts';
import type { CannedReply } from '../../src/desk/follow-up-store.ts';
import type { Overview } from '../../src/desk/overview.ts';
import { TASK_KINDS } from '../../src/desk/task.ts';
import type { Task } from '../../src/desk/task.ts';
import { endIn } from '../../src/pages/console/call-end-view.ts';
import { callListView } from '../../src/pages/console/call-list-view.ts';
import { withCall } from '../../src/pages/console/call-list.ts';
import { createCallTyping } from '../../src/pages/console/call-typing.ts';
import type { TypedWords } from '../../src/pages/console/call-typing.ts';
import { transcriptView } from '../../src/pages/console/call-view.ts';
import type { ConsoleParts } from '../../src/pages/console/console-page.ts';
import { foundReplies } from '../../src/pages/console/replies-page.ts';
import { ratingsView } from '../../src/pages/console/supervisor-views.ts';
import { tasksRouteIn } from '../../src/pages/console/task-filter-view.ts';
import { taskView, telOf } from '../../src/pages/console/task-view.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (name: string): unknown =>
  JSON.parse(readFileSync(join(ROOT, `knowledge/${name}.json`), 'utf8'));
const leaves = (value: unknown, path = ''): [string, string][] =>
  typeof value === 'string'
    ? [[path, value]]
    : Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));

const work = read('console-work.en') as ConsoleParts['work'];
const parts = {
  work,
  texts: read('console.en') as ConsoleParts['texts'],
  language: 'en' as const,
  now: () => new Date('2026-11-23T08:00:00Z'),
  me: { account: { id: 'lan' } } as ConsoleParts['me'],
};

/** What a view would write, roughly: its markup with the values in it, without listeners. */
function drawn(part: unknown): string {
  if (Array.isArray(part)) return part.map(drawn).join('');
  if (typeof part === 'string' || typeof part === 'number') return String(part);
  if (typeof part !== 'object' || part === null) return '';
  const { strings, values } = part as { strings?: readonly string[]; values?: readonly unknown[] };
  if (values === undefined) return '';
  // `repeat` keeps its list and what draws one of it.
  if (strings === undefined) {
    const [items, , draw] = values as [readonly unknown[], unknown, (item: unknown) => unknown];
    return items.map((item) => drawn(draw(item))).join('');
  }
  const text = strings.map((string, at) => string + drawn(values[at])).join('');
  return text.replace(/\s+/gu, ' ');
}

const call: Call = {
  id: 'a',
  office: 'x',
  provider: 'typed',
  from: '',
  state: 'talking',
  startedAt: '2026-11-23T07:59:00Z',
  officerId: 'lan',
  utterances: [
    { id: '1', speaker: 'customer', text: 'birth certificate', final: true, startMs: 0 },
    { id: '2', speaker: 'agent', text: 'one moment', final: false, startMs: 900 },
  ],
};

describe('the words of the pages of work', () => {
  it('are the same keys in both languages, with the same places to fill in', () => {
    const [vi, en] = ['vi', 'en'].map((one) => new Map(leaves(read(`console-work.${one}`))));
    expect([...(en?.keys() ?? [])].toSorted()).toEqual([...(vi?.keys() ?? [])].toSorted());
    const places = (text: string | undefined) => (text?.match(/\{\w+\}/gu) ?? []).toSorted();
    for (const [key, text] of vi ?? []) expect(places(en?.get(key)), key).toEqual(places(text));
  });

  it('name everything that can be chosen', () => {
    expect(Object.keys(work.calls.dispositions)).toEqual(expect.arrayContaining([...DISPOSITIONS]));
    expect(Object.keys(work.tasks.kinds)).toEqual(expect.arrayContaining([...TASK_KINDS]));
    expect(Object.keys(work.samples.qualities)).toEqual(
      expect.arrayContaining([...SAMPLE_QUALITIES]),
    );
    expect(Object.keys(work.samples.actions)).toEqual(expect.arrayContaining([...SAMPLE_ACTIONS]));
  });
});

describe('the list of calls', () => {
  const shown = { view: 'open', officerId: 'lan' } as const;
  const other = { ...call, id: 'b' };

  it('keeps a call where it stands while people talk', () => {
    const said = { ...other, utterances: [] };
    expect(withCall([call, other], said, shown)).toEqual([call, said]);
  });

  it('puts a new one first and takes away what no longer belongs', () => {
    expect(withCall([call], other, shown)).toEqual([other, call]);
    expect(withCall([call, other], { ...call, state: 'ended' }, shown)).toEqual([other]);
    expect(withCall([call], { ...call, officerId: 'hoa' }, { ...shown, view: 'mine' })).toEqual([]);
    expect(withCall([], { ...call, state: 'ended' }, { ...shown, view: 'ended' })).toHaveLength(1);
  });

  it('is drawn under a heading, the shown view and call marked', () => {
    const text = drawn(
      callListView({ parts, calls: [call], view: 'open', id: 'a', onOpen: () => undefined }),
    );
    expect(text).toContain('<h2 class="hmc-hidden">Calls</h2>');
    expect(text).toContain('href=/ban-lam-viec/cuoc-goi aria-current=page');
    expect(text).toContain('aria-current=true');
  });
});

describe('a call', () => {
  it('shows who said what, and what is still being heard', () => {
    const text = drawn(transcriptView(call, parts));
    expect(text).toContain('aria-live="polite"');
    expect(text).toMatch(/data-final=true.*Caller.*birth certificate/u);
    expect(text).toMatch(/data-final=false.*Officer.*one moment/u);
  });

  it('sends what was typed when the keys rest, and a whole sentence at once under the same id', () => {
    const sent: TypedWords[] = [];
    let rested: (() => void) | undefined;
    let ids = 0;
    const typing = createCallTyping({
      send: (words) => sent.push(words),
      createId: () => `id-${(ids += 1)}`,
      after: (ms, action) => {
        expect(ms).toBe(250);
        rested = action;
        return () => (rested = undefined);
      },
    });
    typing.input('birth');
    typing.input('birth cert');
    rested?.();
    typing.input('birth certificate');
    typing.done('birth certificate?');
    expect(rested).toBeUndefined();
    typing.done('  ');
    typing.input('how much');
    rested?.();
    expect(sent).toEqual([
      { utteranceId: 'id-1', text: 'birth cert', final: false },
      { utteranceId: 'id-1', text: 'birth certificate?', final: true },
      { utteranceId: 'id-2', text: 'how much', final: false },
    ]);
  });

  it('ends without what was left blank', () => {
    const form = new FormData();
    for (const [name, value] of [
      ['summary', ' '],
      ['disposition', 'call-back'],
      ['kind', 'call-back'],
      ['task', ''],
      ['contact', '0912'],
    ] as const) {
      form.set(name, value);
    }
    expect(endIn(form)).toEqual({ disposition: 'call-back' });
    form.set('task', 'send the form');
    expect(endIn(form).followUp).toEqual({
      kind: 'call-back',
      text: 'send the form',
      contact: '0912',
    });
  });
});

describe('tasks', () => {
  const task: Task = {
    id: 't',
    kind: 'complaint',
    office: 'x',
    state: 'open',
    createdAt: '2026-11-20T00:00:00Z',
    dueAt: '2026-11-22T00:00:00Z',
    text: '<b>noise</b> at night',
    overdue: true,
  };
  const draw = (change: Partial<Task>, isAnswering = false): string => {
    const none = (): void => undefined;
    const on = { onTake: none, onClose: none, onAnswering: none, onAnswer: none };
    return drawn(taskView({ parts, task: { ...task, ...change }, isAnswering, ...on }));
  };

  it('say in words that they are overdue, and offer what may be done', () => {
    const text = draw({});
    expect(text).toContain('Overdue');
    expect(text).toContain('22/11/2026');
    for (const word of ['Take it', 'Answer', 'Close it']) expect(text).toContain(word);
    const hers = draw({ ownerId: 'hoa', ownerName: 'Hoa', overdue: false });
    expect(hers).not.toContain('Overdue');
    expect(hers).not.toMatch(/Take it|aria-expanded/u);
    expect(draw({ state: 'closed' })).not.toContain('<button');
  });

  it('say whether an answer goes to the citizen', () => {
    expect(draw({}, true)).toContain(work.tasks.byHand);
    expect(draw({ conversationId: 'c' }, true)).toContain(work.tasks.toChannel);
  });

  it.each([
    ['0912 345 678', '0912345678'],
    ['+84 (24) 3936-1234', '+842439361234'],
    ['ask for Lan, 0912.345.678', '0912345678'],
    ['1022', '1022'],
    ['lan0912345678@example.vn', undefined],
    ['house 12/5, after 17:00', undefined],
    ['room 301', undefined],
    ['', undefined],
  ])('dial %s as %s', (contact, tel) => {
    expect(telOf(contact)).toBe(tel);
    const text = draw({ contact });
    if (tel === undefined) expect(text).not.toContain('tel:');
    else expect(text).toContain(`href=tel:${tel}>`);
  });

  it('are chosen by a form whose choice stands in the address', () => {
    const form = new FormData();
    form.set('kind', 'complaint');
    form.set('state', 'all');
    const route = { page: 'tasks', kind: 'complaint', state: 'all', mine: false };
    expect(tasksRouteIn(form)).toEqual(route);
    form.set('mine', '1');
    expect(tasksRouteIn(form)).toEqual({ ...route, mine: true });
  });
});

describe('ready-made replies', () => {
  const reply = (id: string, title: string, shortcut?: string): CannedReply => ({
    id,
    office: 'x',
    title,
    text: `${title}.`,
    language: 'vi',
    ...(shortcut === undefined ? {} : { shortcut }),
  });
  const replies = [
    reply('1', 'Lời chào', 'chao'),
    reply('2', 'Giờ mở cửa'),
    reply('3', 'Đóng hồ sơ'),
  ];
  it.each([
    ['', '123'],
    ['loi', '1'],
    ['LỜI', '1'],
    ['cửa giờ', '2'],
    ['dong', '3'],
    ['xyz', ''],
  ])('searched for “%s” are %s', (search, ids) => {
    expect(
      foundReplies(replies, search)
        .map(({ id }) => id)
        .join(''),
    ).toBe(ids);
  });
});

describe('the supervisor’s figures', () => {
  it('stand as numbers beside the bars, best marks first, and nowhere without ratings', () => {
    const ratings = { count: 3, mean: 4.333, distribution: [0, 0, 1, 0, 2] };
    const text = drawn(ratingsView({ ratings } as unknown as Overview, parts));
    expect(text).toContain('3 ratings, 4.3 of 5 on average');
    expect(text.indexOf('5 of 5')).toBeLessThan(text.indexOf('1 of 5'));
    const none = { count: 0, mean: null, distribution: [0, 0, 0, 0, 0] };
    expect(drawn(ratingsView({ ratings: none } as unknown as Overview, parts))).toBe('');
  });
});
