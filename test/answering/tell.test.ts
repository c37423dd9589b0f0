import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Means } from '../../src/answering/means.ts';
import { createCallTalk } from '../../src/desk/call-talk.ts';
import { createSuggesting } from '../../src/desk/suggest.ts';
import { openMeans } from '../../src/open-means.ts';

const BIRTH = '1.001193';

describe('one procedure told, on the committed facts', () => {
  let means: Means;
  beforeAll(async () => {
    means = await openMeans();
  });
  afterAll(() => means.close());

  it('says exactly the facets asked, with the source of its record', () => {
    const asked = { facets: ['fee', 'time'], question: 'phí và thời hạn', language: 'vi' } as const;
    const told = means.tell(BIRTH, asked);
    expect(told?.sections.map(({ facet, procedureCode }) => [facet, procedureCode])).toEqual([
      ['fee', BIRTH],
      ['time', BIRTH],
    ]);
    expect(told?.source).toContain(BIRTH);
    expect(told?.citations[0]?.code).toBe(BIRTH);
    expect(told?.text).toContain(told?.source);
  });

  it('is an overview when nothing is asked, in the language wanted', () => {
    const told = means.tell(BIRTH, { facets: [], question: 'khai sinh', language: 'en' });
    expect(told?.sections.length).toBeGreaterThan(2);
    expect(told?.source).toContain('Source');
  });

  it('is nothing for a code that no record has', () => {
    const asked = { facets: ['fee'], question: 'x', language: 'vi' } as const;
    expect(means.tell('9.999999', asked)).toBeUndefined();
  });

  it('serves an officer on the telephone', async () => {
    const talk = createCallTalk({
      suggesting: createSuggesting({ means }),
      callId: 'c',
      language: 'vi',
    });
    const say = (id: string, text: string, startMs: number) =>
      ({ id, speaker: 'customer', text, final: true, startMs }) as const;
    const heard = await talk.listen([
      say('a', 'alo chào em', 0),
      say('b', 'làm làm giấy khai sinh cho con', 10),
      say('c', 'ờ thì lệ phí bao nhiêu', 20),
    ]);
    const [card] = heard?.suggestions.cards ?? [];
    expect(card?.procedureCode).toBe(BIRTH);
    expect(card?.facets).toEqual(['fee']);
  });
});
