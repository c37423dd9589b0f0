import { describe, expect, it } from 'vitest';
import { createDeskEvents } from '../../../src/channels/http/desk-events.ts';
import type { ConsoleEvent } from '../../../src/channels/http/desk-events.ts';
import { explanationsOf } from '../../../src/channels/http/desk-explanation.ts';
import en from '../../../knowledge/desk-officers.en.json' with { type: 'json' };
import vi from '../../../knowledge/desk-officers.vi.json' with { type: 'json' };
import type { Answer } from '../../../src/conversation/answer.ts';
import type { DeskEvent } from '../../../src/desk/desk.ts';
import { ANSWER } from '../../contracts/samples.ts';

const keysOf = (value: unknown, path = ''): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, one]) => keysOf(one, `${path}.${key}`))
    : [path];

describe('what officers are told', () => {
  it('has the same texts and places in both languages', () => {
    expect(keysOf(en)).toEqual(keysOf(vi));
  });

  const lines = (answer: Partial<Answer>, language: 'vi' | 'en' = 'en') =>
    explanationsOf(
      [
        { index: 0, role: 'citizen', text: 'x', at: '' },
        { index: 1, role: 'assistant', text: 'y', at: '', answer: { ...ANSWER, ...answer } },
      ],
      language,
    );

  it('explains an answer by what was understood, how surely, and what else it might have been', () => {
    const [explained] = lines({
      outcome: 'answered',
      reason: 'sure',
      confidence: 0.93,
      answerCodes: ['2'],
      facets: ['fee'],
      procedures: [
        { code: '1', name: 'Birth', score: 0.3 },
        { code: '2', name: 'Death', score: 0.6 },
      ],
    });
    expect(explained?.turnIndex).toBe(1);
    const text = explained?.lines.join(' ') ?? '';
    expect(text).toContain('about: Death.');
    expect(text).toContain('93 %');
    expect(text).toContain('Also considered: Birth');
    expect(text).not.toContain('{');
  });

  it('says why it handed over, also for a reason nobody worded yet', () => {
    expect(lines({ outcome: 'handed-off', reason: 'dossier-status' })[0]?.lines.at(-1)).toBe(
      en.explanation.reasons['dossier-status'],
    );
    const unknown = lines({ outcome: 'handed-off', reason: 'new-thing', procedures: [] });
    expect(unknown[0]?.lines).toContain(en.explanation.nothing);
    expect(unknown[0]?.lines.at(-1)).toContain('new-thing');
  });

  it('does not pretend that a greeting was understood as a procedure', () => {
    expect(lines({ outcome: 'smalltalk' })[0]?.lines).toEqual([en.explanation.outcomes.smalltalk]);
  });
});

describe('the events of consoles', () => {
  function hub(mostFollowers?: number) {
    const followed = new Map<string, (event: DeskEvent) => void>();
    const events = createDeskEvents({
      follow: (office, onEvent) => {
        followed.set(office, onEvent);
        return () => followed.delete(office);
      },
      ...(mostFollowers === undefined ? {} : { mostFollowers }),
    });
    return { events, followed };
  }
  const gone = (office: string): DeskEvent => ({ kind: 'handoff-gone', office, handoffId: 'h' });

  it('follows the desk once for an office while consoles look, and tells each', () => {
    const { events, followed } = hub();
    const [one, two]: [ConsoleEvent[], ConsoleEvent[]] = [[], []];
    const leaveOne = events.follow('a', (event) => one.push(event));
    const leaveTwo = events.follow('a', (event) => two.push(event));
    expect([...followed.keys()]).toEqual(['a']);
    followed.get('a')?.(gone('a'));
    leaveOne?.();
    leaveOne?.();
    followed.get('a')?.(gone('a'));
    expect([one.length, two.length, events.followers]).toEqual([1, 2, 1]);
    leaveTwo?.();
    expect(followed.size).toBe(0);
  });

  it('never tells one office of another', () => {
    const { events } = hub();
    const heard: ConsoleEvent[] = [];
    events.follow('a', (event) => heard.push(event));
    events.publish(gone('b'));
    expect(heard).toEqual([]);
  });

  it('refuses more followers than it can serve', () => {
    const { events } = hub(1);
    expect(events.follow('a', () => undefined)).toBeDefined();
    expect(events.follow('a', () => undefined)).toBeUndefined();
  });
});
